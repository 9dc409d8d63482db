package dataflowtest

import (
	"math"
	"slices"
	"strings"
	"sync"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/chance"
	"github.com/xeipuuwjyxo/geocodefeed/internal/countries"
	"github.com/xeipuuwjyxo/geocodefeed/internal/value"
)

// Rough boxes around countries and, for two of them, their first divisions, without
// outlying islands: in degrees, south, west, north and east.

// regionsOfCountries are named as package countries names them.
var regionsOfCountries = []region{
	{code: "AD", box: box{42.4, 1.4, 42.7, 1.8}},
	{code: "AE", box: box{22.6, 51.6, 26.1, 56.4}},
	{code: "AF", box: box{29.4, 60.5, 38.5, 74.9}},
	{code: "AL", box: box{39.6, 19.3, 42.7, 21.1}},
	{code: "AM", box: box{38.8, 43.4, 41.3, 46.6}},
	{code: "AO", box: box{-18.0, 11.7, -4.4, 24.1}},
	{code: "AR", box: box{-55.1, -73.6, -21.8, -53.6}},
	{code: "AT", box: box{46.4, 9.5, 49.0, 17.2}},
	{code: "AU", box: box{-39.2, 113.2, -10.7, 153.6}},
	{code: "AZ", box: box{38.4, 44.8, 41.9, 50.4}},
	{code: "BA", box: box{42.6, 15.7, 45.3, 19.6}},
	{code: "BB", box: box{13.0, -59.7, 13.3, -59.4}},
	{code: "BD", box: box{20.7, 88.0, 26.6, 92.7}},
	{code: "BE", box: box{49.5, 2.5, 51.5, 6.4}},
	{code: "BF", box: box{9.4, -5.5, 15.1, 2.4}},
	{code: "BG", box: box{41.2, 22.4, 44.2, 28.6}},
	{code: "BH", box: box{25.8, 50.4, 26.3, 50.7}},
	{code: "BI", box: box{-4.5, 29.0, -2.3, 30.8}},
	{code: "BJ", box: box{6.2, 0.8, 12.4, 3.8}},
	{code: "BN", box: box{4.0, 114.1, 5.1, 115.4}},
	{code: "BO", box: box{-22.9, -69.6, -9.7, -57.5}},
	{code: "BR", box: box{-33.7, -73.9, 5.2, -34.8}},
	{code: "BS", box: box{22.9, -78.5, 26.9, -74.4}},
	{code: "BT", box: box{26.7, 88.8, 28.3, 92.1}},
	{code: "BW", box: box{-26.9, 20.0, -17.8, 29.4}},
	{code: "BY", box: box{51.3, 23.2, 56.2, 32.7}},
	{code: "BZ", box: box{15.9, -89.2, 18.5, -88.1}},
	{code: "CA", box: box{43.0, -139.0, 69.0, -55.0}},
	{code: "CD", box: box{-13.4, 12.2, 5.4, 31.3}},
	{code: "CF", box: box{2.2, 14.4, 11.0, 27.5}},
	{code: "CG", box: box{-5.0, 11.2, 3.7, 18.6}},
	{code: "CH", box: box{45.8, 6.0, 47.8, 10.5}},
	{code: "CI", box: box{4.4, -8.6, 10.7, -2.5}},
	{code: "CL", box: box{-46.0, -72.9, -18.0, -69.5}},
	{code: "CM", box: box{1.7, 8.5, 13.1, 16.2}},
	{code: "CN", box: box{20.2, 78.0, 48.0, 130.0}},
	{code: "CO", box: box{-4.2, -79.0, 12.4, -66.9}},
	{code: "CR", box: box{8.0, -85.9, 11.2, -82.6}},
	{code: "CU", box: box{19.8, -84.9, 23.2, -74.1}},
	{code: "CV", box: box{14.8, -25.3, 17.2, -22.7}},
	{code: "CY", box: box{34.6, 32.3, 35.7, 34.6}},
	{code: "CZ", box: box{48.6, 12.1, 51.0, 18.8}},
	{code: "DE", box: box{47.4, 6.0, 54.9, 14.9}},
	{code: "DJ", box: box{10.9, 41.8, 12.7, 43.4}},
	{code: "DK", box: box{54.6, 8.1, 57.7, 12.6}},
	{code: "DM", box: box{15.2, -61.5, 15.6, -61.2}},
	{code: "DO", box: box{17.6, -71.9, 19.9, -68.3}},
	{code: "DZ", box: box{19.1, -8.6, 36.9, 11.9}},
	{code: "EC", box: box{-4.9, -80.9, 1.4, -75.2}},
	{code: "EE", box: box{57.6, 22.0, 59.6, 28.1}},
	{code: "EG", box: box{22.0, 25.0, 31.6, 35.6}},
	{code: "ER", box: box{12.4, 36.5, 18.0, 43.1}},
	{code: "ES", box: box{36.2, -9.0, 43.6, 3.0}},
	{code: "ET", box: box{3.5, 33.0, 14.8, 47.9}},
	{code: "FI", box: box{60.0, 20.7, 69.9, 31.3}},
	{code: "FJ", box: box{-18.6, 177.3, -16.2, 179.9}},
	{code: "FO", box: box{61.4, -7.6, 62.4, -6.3}},
	{code: "FR", box: box{42.5, -4.5, 50.9, 8.1}},
	{code: "GA", box: box{-3.9, 8.8, 2.3, 14.5}},
	{code: "GB", box: box{50.1, -7.5, 58.5, 1.6}},
	{code: "GD", box: box{12.0, -61.8, 12.3, -61.6}},
	{code: "GE", box: box{41.1, 40.1, 43.5, 46.7}},
	{code: "GG", box: box{49.4, -2.7, 49.5, -2.5}},
	{code: "GH", box: box{4.8, -3.2, 11.1, 1.1}},
	{code: "GI", box: box{36.11, -5.36, 36.15, -5.34}},
	{code: "GL", box: box{60.2, -54.0, 81.0, -22.0}},
	{code: "GM", box: box{13.1, -16.8, 13.8, -13.8}},
	{code: "GN", box: box{7.3, -15.0, 12.6, -7.7}},
	{code: "GQ", box: box{1.0, 9.3, 2.3, 11.3}},
	{code: "GR", box: box{35.0, 20.2, 41.7, 26.6}},
	{code: "GT", box: box{13.8, -92.2, 17.8, -88.3}},
	{code: "GU", box: box{13.3, 144.6, 13.6, 144.9}},
	{code: "GW", box: box{11.0, -16.7, 12.6, -13.7}},
	{code: "GY", box: box{1.3, -61.4, 8.4, -56.5}},
	{code: "HK", box: box{22.2, 113.9, 22.5, 114.4}},
	{code: "HN", box: box{13.0, -89.3, 16.0, -83.2}},
	{code: "HR", box: box{42.5, 13.6, 46.5, 19.4}},
	{code: "HT", box: box{18.1, -74.4, 20.0, -71.7}},
	{code: "HU", box: box{45.8, 16.2, 48.5, 22.8}},
	{code: "ID", box: box{-8.6, 97.0, 5.0, 140.0}},
	{code: "IE", box: box{51.5, -10.3, 55.3, -6.1}},
	{code: "IL", box: box{29.6, 34.4, 33.2, 35.8}},
	{code: "IM", box: box{54.1, -4.8, 54.4, -4.3}},
	{code: "IN", box: box{8.2, 68.5, 34.5, 92.0}},
	{code: "IQ", box: box{29.2, 38.9, 37.3, 48.4}},
	{code: "IR", box: box{25.3, 44.2, 39.6, 63.1}},
	{code: "IS", box: box{63.5, -24.3, 66.4, -13.7}},
	{code: "IT", box: box{37.0, 7.0, 46.9, 18.2}},
	{code: "JE", box: box{49.2, -2.3, 49.3, -2.0}},
	{code: "JM", box: box{17.7, -78.3, 18.5, -76.2}},
	{code: "JO", box: box{29.3, 35.0, 33.2, 39.1}},
	{code: "JP", box: box{31.1, 129.6, 45.4, 145.6}},
	{code: "KE", box: box{-4.6, 34.0, 4.9, 41.7}},
	{code: "KG", box: box{39.3, 69.4, 43.2, 80.2}},
	{code: "KH", box: box{10.4, 102.4, 14.6, 107.5}},
	{code: "KI", box: box{1.3, 172.9, 1.5, 173.1}},
	{code: "KM", box: box{-12.3, 43.3, -11.4, 44.5}},
	{code: "KN", box: box{17.2, -62.8, 17.4, -62.6}},
	{code: "KP", box: box{37.8, 124.4, 42.9, 130.5}},
	{code: "KR", box: box{34.4, 126.2, 38.5, 129.5}},
	{code: "KW", box: box{28.6, 46.6, 30.0, 48.4}},
	{code: "KY", box: box{19.3, -81.4, 19.4, -81.1}},
	{code: "KZ", box: box{40.7, 46.9, 55.3, 87.2}},
	{code: "LA", box: box{14.0, 100.2, 22.4, 107.5}},
	{code: "LB", box: box{33.1, 35.2, 34.6, 36.6}},
	{code: "LC", box: box{13.7, -61.1, 14.1, -60.9}},
	{code: "LI", box: box{47.1, 9.5, 47.2, 9.6}},
	{code: "LK", box: box{6.0, 79.8, 9.8, 81.8}},
	{code: "LR", box: box{4.4, -11.4, 8.5, -7.5}},
	{code: "LS", box: box{-30.6, 27.1, -28.6, 29.4}},
	{code: "LT", box: box{54.0, 21.1, 56.4, 26.6}},
	{code: "LU", box: box{49.5, 5.8, 50.1, 6.5}},
	{code: "LV", box: box{55.8, 21.1, 58.0, 28.1}},
	{code: "LY", box: box{20.0, 9.6, 33.0, 25.0}},
	{code: "MA", box: box{28.0, -12.8, 35.8, -1.3}},
	{code: "MC", box: box{43.72, 7.41, 43.75, 7.44}},
	{code: "MD", box: box{45.5, 26.7, 48.4, 30.1}},
	{code: "ME", box: box{41.9, 18.5, 43.5, 20.3}},
	{code: "MG", box: box{-25.5, 43.3, -12.0, 50.4}},
	{code: "MK", box: box{40.9, 20.5, 42.3, 23.0}},
	{code: "ML", box: box{10.2, -12.2, 24.9, 4.2}},
	{code: "MM", box: box{10.0, 92.3, 28.4, 101.1}},
	{code: "MN", box: box{41.6, 87.9, 52.1, 119.8}},
	{code: "MO", box: box{22.1, 113.5, 22.2, 113.6}},
	{code: "MR", box: box{14.8, -17.0, 27.2, -4.9}},
	{code: "MT", box: box{35.8, 14.2, 36.1, 14.6}},
	{code: "MU", box: box{-20.5, 57.3, -20.0, 57.8}},
	{code: "MV", box: box{0.7, 72.7, 7.0, 73.7}},
	{code: "MW", box: box{-17.1, 32.7, -9.4, 35.9}},
	{code: "MX", box: box{16.5, -112.0, 31.5, -89.0}},
	{code: "MY", box: box{1.3, 100.2, 6.6, 117.5}},
	{code: "MZ", box: box{-26.8, 30.3, -10.5, 40.8}},
	{code: "NA", box: box{-28.9, 11.8, -17.0, 25.0}},
	{code: "NC", box: box{-22.3, 164.1, -20.2, 167.0}},
	{code: "NE", box: box{11.8, 0.3, 23.5, 15.9}},
	{code: "NG", box: box{4.4, 2.8, 13.8, 14.6}},
	{code: "NI", box: box{10.8, -87.6, 15.0, -83.2}},
	{code: "NL", box: box{50.9, 3.6, 53.4, 7.1}},
	{code: "NO", box: box{58.2, 5.3, 70.9, 28.0}},
	{code: "NP", box: box{26.4, 80.1, 30.3, 88.2}},
	{code: "NZ", box: box{-46.5, 167.2, -34.6, 178.3}},
	{code: "OM", box: box{16.7, 52.1, 26.2, 59.7}},
	{code: "PA", box: box{7.3, -82.9, 9.6, -77.3}},
	{code: "PE", box: box{-18.3, -81.2, -0.1, -68.8}},
	{code: "PF", box: box{-17.8, -149.9, -17.5, -149.1}},
	{code: "PG", box: box{-10.6, 141.0, -2.8, 152.0}},
	{code: "PH", box: box{6.0, 118.0, 18.5, 126.3}},
	{code: "PK", box: box{24.0, 61.2, 36.8, 76.5}},
	{code: "PL", box: box{49.1, 14.3, 54.7, 24.0}},
	{code: "PR", box: box{18.0, -67.2, 18.5, -65.7}},
	{code: "PS", box: box{31.3, 34.9, 32.5, 35.5}},
	{code: "PT", box: box{37.0, -9.3, 42.1, -6.3}},
	{code: "PY", box: box{-27.5, -62.6, -19.4, -54.3}},
	{code: "QA", box: box{24.6, 50.8, 26.1, 51.6}},
	{code: "RE", box: box{-21.3, 55.3, -20.9, 55.8}},
	{code: "RO", box: box{43.7, 20.4, 48.2, 29.5}},
	{code: "RS", box: box{42.3, 18.9, 46.1, 22.9}},
	{code: "RU", box: box{47.0, 31.0, 70.0, 150.0}},
	{code: "RW", box: box{-2.8, 28.9, -1.1, 30.8}},
	{code: "SA", box: box{17.0, 36.0, 31.0, 52.0}},
	{code: "SB", box: box{-10.3, 156.5, -7.0, 161.9}},
	{code: "SC", box: box{-4.8, 55.4, -4.3, 55.8}},
	{code: "SD", box: box{9.5, 22.0, 22.0, 38.0}},
	{code: "SE", box: box{55.5, 11.5, 68.9, 23.9}},
	{code: "SG", box: box{1.25, 103.65, 1.45, 104.0}},
	{code: "SI", box: box{45.5, 13.5, 46.8, 16.5}},
	{code: "SK", box: box{47.8, 16.9, 49.6, 22.5}},
	{code: "SL", box: box{7.0, -13.2, 9.9, -10.4}},
	{code: "SM", box: box{43.9, 12.41, 43.98, 12.51}},
	{code: "SN", box: box{12.4, -17.4, 16.6, -11.5}},
	{code: "SO", box: box{-1.5, 41.1, 11.8, 51.3}},
	{code: "SR", box: box{2.0, -58.0, 6.0, -54.1}},
	{code: "SS", box: box{3.6, 24.2, 12.1, 35.8}},
	{code: "SV", box: box{13.2, -90.1, 14.4, -87.8}},
	{code: "SY", box: box{32.4, 35.8, 37.2, 42.2}},
	{code: "SZ", box: box{-27.2, 30.9, -25.8, 32.1}},
	{code: "TD", box: box{7.6, 13.6, 23.3, 23.9}},
	{code: "TG", box: box{6.2, 0.0, 11.0, 1.7}},
	{code: "TH", box: box{6.0, 97.5, 20.3, 105.5}},
	{code: "TJ", box: box{36.8, 67.5, 40.9, 75.0}},
	{code: "TL", box: box{-9.4, 124.1, -8.2, 127.2}},
	{code: "TM", box: box{35.3, 52.6, 42.7, 66.5}},
	{code: "TN", box: box{30.4, 7.7, 37.2, 11.4}},
	{code: "TO", box: box{-21.4, -175.3, -21.1, -175.0}},
	{code: "TR", box: box{36.1, 26.3, 41.9, 44.6}},
	{code: "TT", box: box{10.1, -61.8, 10.8, -61.0}},
	{code: "TW", box: box{22.0, 120.1, 25.2, 121.9}},
	{code: "TZ", box: box{-11.6, 29.6, -1.1, 40.3}},
	{code: "UA", box: box{45.3, 22.4, 52.2, 39.9}},
	{code: "UG", box: box{-1.4, 29.7, 4.1, 34.9}},
	{code: "US", box: box{25.5, -124.0, 48.8, -67.5}},
	{code: "UY", box: box{-34.9, -58.4, -30.2, -53.3}},
	{code: "UZ", box: box{37.3, 56.1, 45.5, 73.0}},
	{code: "VA", box: box{41.901, 12.446, 41.907, 12.457}},
	{code: "VC", box: box{13.1, -61.3, 13.4, -61.1}},
	{code: "VE", box: box{0.8, -73.2, 12.0, -60.0}},
	{code: "VG", box: box{18.4, -64.7, 18.5, -64.4}},
	{code: "VI", box: box{17.7, -64.9, 18.4, -64.6}},
	{code: "VN", box: box{8.7, 102.3, 23.2, 109.3}},
	{code: "VU", box: box{-20.2, 166.6, -13.1, 169.8}},
	{code: "WS", box: box{-14.0, -172.7, -13.5, -171.5}},
	{code: "XK", box: box{41.9, 20.1, 43.2, 21.8}},
	{code: "YE", box: box{12.7, 42.7, 18.9, 53.0}},
	{code: "ZA", box: box{-34.5, 17.0, -22.3, 32.5}},
	{code: "ZM", box: box{-18.0, 22.1, -8.3, 33.4}},
	{code: "ZW", box: box{-22.3, 25.3, -15.7, 33.0}},
}

// divisions are those of a country, by its code.
var divisions = map[string][]region{
	"US": {
		{name: "Alabama", code: "AL", box: box{30.3, -88.4, 35.0, -85.0}},
		{name: "Alaska", code: "AK", box: box{58.0, -162.0, 70.0, -142.0}},
		{name: "Arizona", code: "AZ", box: box{31.5, -114.7, 37.0, -109.1}},
		{name: "Arkansas", code: "AR", box: box{33.0, -94.5, 36.5, -89.8}},
		{name: "California", code: "CA", box: box{32.6, -124.2, 42.0, -114.3}},
		{name: "Colorado", code: "CO", box: box{37.0, -109.0, 41.0, -102.1}},
		{name: "Connecticut", code: "CT", box: box{41.0, -73.7, 42.0, -71.8}},
		{name: "Delaware", code: "DE", box: box{38.5, -75.8, 39.8, -75.1}},
		{name: "District of Columbia", code: "DC", box: box{38.8, -77.1, 38.99, -76.92}},
		{name: "Florida", code: "FL", box: box{25.2, -87.5, 30.9, -80.1}},
		{name: "Georgia", code: "GA", box: box{30.4, -85.5, 35.0, -81.0}},
		{name: "Hawaii", code: "HI", box: box{18.9, -156.1, 20.3, -154.8}},
		{name: "Idaho", code: "ID", box: box{42.0, -117.2, 49.0, -111.1}},
		{name: "Illinois", code: "IL", box: box{37.0, -91.4, 42.5, -87.5}},
		{name: "Indiana", code: "IN", box: box{37.8, -88.0, 41.7, -84.8}},
		{name: "Iowa", code: "IA", box: box{40.4, -96.5, 43.5, -90.2}},
		{name: "Kansas", code: "KS", box: box{37.0, -102.0, 40.0, -94.7}},
		{name: "Kentucky", code: "KY", box: box{36.5, -89.4, 39.1, -82.0}},
		{name: "Louisiana", code: "LA", box: box{29.1, -94.0, 33.0, -89.2}},
		{name: "Maine", code: "ME", box: box{43.1, -71.0, 47.4, -67.0}},
		{name: "Maryland", code: "MD", box: box{38.0, -79.4, 39.7, -75.2}},
		{name: "Massachusetts", code: "MA", box: box{41.6, -73.4, 42.8, -70.0}},
		{name: "Michigan", code: "MI", box: box{41.7, -87.5, 46.5, -82.5}},
		{name: "Minnesota", code: "MN", box: box{43.5, -97.0, 49.0, -90.0}},
		{name: "Mississippi", code: "MS", box: box{30.3, -91.5, 35.0, -88.2}},
		{name: "Missouri", code: "MO", box: box{36.0, -95.7, 40.6, -89.2}},
		{name: "Montana", code: "MT", box: box{44.5, -116.0, 49.0, -104.1}},
		{name: "Nebraska", code: "NE", box: box{40.0, -104.0, 43.0, -95.5}},
		{name: "Nevada", code: "NV", box: box{35.1, -120.0, 42.0, -114.1}},
		{name: "New Hampshire", code: "NH", box: box{42.7, -72.5, 45.2, -70.8}},
		{name: "New Jersey", code: "NJ", box: box{39.0, -75.5, 41.3, -74.0}},
		{name: "New Mexico", code: "NM", box: box{31.8, -109.0, 37.0, -103.1}},
		{name: "New York", code: "NY", box: box{40.6, -79.7, 45.0, -72.0}},
		{name: "North Carolina", code: "NC", box: box{34.0, -84.2, 36.5, -75.6}},
		{name: "North Dakota", code: "ND", box: box{46.0, -104.0, 49.0, -96.7}},
		{name: "Ohio", code: "OH", box: box{38.5, -84.8, 41.9, -80.6}},
		{name: "Oklahoma", code: "OK", box: box{33.7, -102.9, 37.0, -94.5}},
		{name: "Oregon", code: "OR", box: box{42.0, -124.4, 46.2, -116.6}},
		{name: "Pennsylvania", code: "PA", box: box{39.8, -80.5, 42.2, -74.8}},
		{name: "Rhode Island", code: "RI", box: box{41.3, -71.8, 42.0, -71.2}},
		{name: "South Carolina", code: "SC", box: box{32.2, -83.2, 35.1, -78.7}},
		{name: "South Dakota", code: "SD", box: box{42.6, -104.0, 45.9, -96.5}},
		{name: "Tennessee", code: "TN", box: box{35.0, -90.2, 36.6, -81.8}},
		{name: "Texas", code: "TX", box: box{26.0, -106.0, 36.4, -93.6}},
		{name: "Utah", code: "UT", box: box{37.0, -114.0, 42.0, -109.1}},
		{name: "Vermont", code: "VT", box: box{42.8, -73.4, 45.0, -71.6}},
		{name: "Virginia", code: "VA", box: box{36.6, -83.5, 39.4, -75.5}},
		{name: "Washington", code: "WA", box: box{45.6, -124.5, 49.0, -117.0}},
		{name: "West Virginia", code: "WV", box: box{37.3, -82.5, 40.5, -78.0}},
		{name: "Wisconsin", code: "WI", box: box{42.5, -92.8, 46.9, -87.1}},
		{name: "Wyoming", code: "WY", box: box{41.0, -111.0, 45.0, -104.1}},
	},
	"CA": {
		{name: "Alberta", code: "AB", box: box{49.0, -119.5, 60.0, -110.0}},
		{name: "British Columbia", code: "BC", box: box{48.5, -137.0, 60.0, -114.5}},
		{name: "Manitoba", code: "MB", box: box{49.0, -102.0, 60.0, -90.0}},
		{name: "New Brunswick", code: "NB", names: "Nouveau-Brunswick", box: box{45.1, -68.9, 48.0, -64.0}},
		{name: "Newfoundland and Labrador", code: "NL", names: "Newfoundland", box: box{46.8, -59.2, 60.0, -53.0}},
		{name: "Nova Scotia", code: "NS", box: box{43.6, -66.2, 46.9, -60.0}},
		{name: "Northwest Territories", code: "NT", box: box{60.2, -133.0, 69.0, -104.0}},
		{name: "Nunavut", code: "NU", box: box{61.0, -115.0, 73.0, -70.0}},
		{name: "Ontario", code: "ON", box: box{43.0, -94.0, 55.0, -75.0}},
		{name: "Prince Edward Island", code: "PE", box: box{45.95, -64.3, 46.9, -62.0}},
		{name: "Quebec", code: "QC", names: "Québec", box: box{45.2, -79.0, 60.0, -60.0}},
		{name: "Saskatchewan", code: "SK", box: box{49.0, -109.9, 60.0, -101.5}},
		{name: "Yukon", code: "YT", box: box{60.2, -140.5, 69.0, -125.0}},
	},
}

// A box is an area in degrees.
type box struct{ south, west, north, east float64 }

// A region is a country, or a division of one, with the names it goes by.
type region struct {
	name, code string
	names      string // further ones, with semicolons between
	box        box
}

// named returns the countries, with their names.
var named = sync.OnceValue(func() []region {
	list := slices.Clone(regionsOfCountries)
	for i := range list {
		c := countries.ByCode(list[i].code)
		list[i].name = c.Name
	}
	return list
})

// world is where a request is that names a country which is not known.
var world = box{-60, -180, 75, 180}

func (b box) size() float64 { return (b.north - b.south) * (b.east - b.west) }

func (b box) has(at place) bool {
	return b.south <= at.latitude && at.latitude <= b.north && b.west <= at.longitude && at.longitude <= b.east
}

// place makes up a place in the middle of a box, where a country that is no
// rectangle is likely to be.
func (b box) place(h uint64) place {
	const part = 0.6
	return place{
		round((b.south+b.north)/2 + degrees(h, part*(b.north-b.south))),
		round((b.west+b.east)/2 + degrees(chance.Mix(h), part*(b.east-b.west))),
	}
}

// around returns the box around a place, as far as there is an earth.
func around(at place, half float64) box {
	return box{
		round(max(-90, at.latitude-half)), round(max(-180, at.longitude-half*1.25)),
		round(min(90, at.latitude+half)), round(min(180, at.longitude+half*1.25)),
	}
}

type place struct{ latitude, longitude float64 }

// degrees returns a number of degrees within a span around 0.
func degrees(h uint64, span float64) float64 {
	const steps = 1_000_000
	return (float64(h%steps)/steps - 0.5) * span
}

// round keeps as many digits as one writes.
func round(x float64) float64 { return math.Round(x*1e6) / 1e6 }

// A gazetteer finds regions by their names.
type gazetteer map[string]*region

func newGazetteer(regions []region) gazetteer {
	g := make(gazetteer)
	for i := range regions {
		r := &regions[i]
		for name := range r.all {
			g[countries.Key(name)] = r
		}
	}
	for i := range regions { // as they are usually written, which is quicker than to make a key
		for name := range regions[i].all {
			g[name] = g[countries.Key(name)]
		}
	}
	delete(g, "")
	return g
}

// all yields all names of a region.
func (r *region) all(yield func(name string) bool) {
	for _, name := range append(strings.Split(r.names, ";"), r.name, r.code) {
		if !yield(name) {
			return
		}
	}
}

func (g gazetteer) find(name string) *region {
	if r := g[name]; r != nil || len(g) == 0 {
		return r
	}
	return g[countries.Key(name)]
}

var gazetteers = sync.OnceValue(func() (all struct {
	countries map[string]*region // by their codes
	divisions map[string]gazetteer
}) {
	all.countries = make(map[string]*region)
	for i := range named() {
		all.countries[named()[i].code] = &named()[i]
	}
	all.divisions = make(map[string]gazetteer)
	for code, list := range divisions {
		all.divisions[code] = newGazetteer(list)
	}
	return all
})

// countryNamed returns the region of a country, nil if there is none of that name.
func countryNamed(name string) *region {
	if c := countries.Named(name); c != nil {
		return gazetteers().countries[c.Code]
	}
	return nil
}

// divisionNamed finds a division of a country. With no country it is one of those
// whose divisions are known.
func divisionNamed(name string, country *region) (division, of *region) {
	if name == "" {
		return nil, country
	}
	if country != nil {
		return gazetteers().divisions[country.code].find(name), country
	}
	for _, code := range []string{"US", "CA"} {
		if d := gazetteers().divisions[code].find(name); d != nil {
			return d, countryNamed(code)
		}
	}
	return nil, nil
}

// languages are the countries that a culture without one means.
var languages = map[string]string{
	"cs": "CZ", "da": "DK", "de": "DE", "el": "GR", "es": "ES", "et": "EE", "fi": "FI", "fr": "FR", "hu": "HU", "is": "IS", "it": "IT", "ja": "JP",
	"ko": "KR", "lt": "LT", "lv": "LV", "nb": "NO", "nl": "NL", "nn": "NO", "no": "NO", "pl": "PL", "pt": "PT", "ro": "RO", "ru": "RU", "sk": "SK",
	"sl": "SI", "sv": "SE", "th": "TH", "tr": "TR", "uk": "UA", "vi": "VN", "zh": "CN",
}

// countryOfCulture is where a request is that names no country. The service's
// default culture is en-US.
func countryOfCulture(culture string) *region {
	language, rest, _ := strings.Cut(strings.ReplaceAll(strings.TrimSpace(culture), "_", "-"), "-")
	for part := range strings.SplitSeq(rest, "-") {
		if len(part) == 2 {
			if c := countryNamed(part); c != nil {
				return c
			}
		}
	}
	if code, ok := languages[strings.ToLower(language)]; ok {
		return countryNamed(code)
	}
	return countryNamed("US")
}

// regionsAt returns the country, and the division if known, of a place: those
// with the smallest boxes.
func regionsAt(at place) (country, division *region) {
	country = smallestWith(at, named())
	if country != nil {
		division = smallestWith(at, divisions[country.code])
	}
	return country, division
}

func smallestWith(at place, regions []region) (found *region) {
	for i := range regions {
		if r := &regions[i]; r.box.has(at) && (found == nil || r.box.size() < found.box.size()) {
			found = r
		}
	}
	return found
}

// placeOf reads the location of a reverse request.
func placeOf(p request) place {
	latitude, _ := value.ParseDegrees(p.trimmed(feed.ReverseLatitude))
	longitude, _ := value.ParseDegrees(p.trimmed(feed.ReverseLongitude))
	return place{latitude, longitude}
}
