package tablefeed

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
)

// guessText shows a proposal as "A=a, B=b".
func guessText(m Mapping) string {
	var texts []string
	for _, field := range slices.Sorted(maps.Keys(m.Map)) {
		texts = append(texts, field+"="+m.Map[field])
	}
	return strings.Join(texts, "; ")
}

// TestGuess shows what is proposed for headers as they occur, and rows. Columns and rows
// are separated by | and /.
func TestGuess(t *testing.T) {
	for _, c := range []struct{ header, rows, want string }{
		// Salesforce
		{"Account Name|Billing Street|Billing City|Billing State/Province|Billing Zip/Postal Code|Billing Country|Phone", "",
			"AddressLine=Billing Street; AdminDistrict=Billing State/Province; CountryRegion=Billing Country; Locality=Billing City; PostalCode=Billing Zip/Postal Code"},
		{"Id|MailingStreet|MailingCity|MailingState|MailingPostalCode|MailingCountry|OtherStreet|OtherCity|OtherState|OtherPostalCode|OtherCountry", "",
			"AddressLine=MailingStreet; AdminDistrict=MailingState; CountryRegion=MailingCountry; Locality=MailingCity; PostalCode=MailingPostalCode"},
		{"BillingStreet|BillingCity|BillingPostalCode|BillingCountry|ShippingStreet|ShippingCity|ShippingPostalCode|ShippingCountry", "",
			`error: the table has several addresses, "billing", "shipping", and which is meant is not clear`},
		{"BillingStreet|BillingCity|BillingPostalCode|BillingCountry|ShippingStreet|ShippingCity", "",
			`error: the table has several addresses, "billing", "shipping", and which is meant is not clear`},
		{"Situs Address|Situs City|Situs Zip|Owner Address|Owner City|Owner State|Owner Zip", "1 Elm St|York|1|2 Oak St|Hull|PA|2",
			`error: the table has several addresses, "situs", "owner", and which is meant is not clear`},
		// HubSpot
		{"Record ID|First Name|Street Address|Street Address 2|City|State/Region|Postal Code|Country/Region|IP City|IP Country", "",
			"AddressLine=Street Address; AdminDistrict=State/Region; CountryRegion=Country/Region; Locality=City; PostalCode=Postal Code"},
		// Dynamics
		{"Address 1: Street 1|Address 1: Street 2|Address 1: City|Address 1: State/Province|Address 1: ZIP/Postal Code|Address 1: Country/Region|Address 2: Street 1|Address 2: City|Address 2: ZIP/Postal Code", "",
			"AddressLine=Address 1: Street 1; AdminDistrict=Address 1: State/Province; CountryRegion=Address 1: Country/Region; Locality=Address 1: City; PostalCode=Address 1: ZIP/Postal Code"},
		{"name|address1_line1|address1_line2|address1_city|address1_stateorprovince|address1_postalcode|address1_country", "",
			"AddressLine=address1_line1; AdminDistrict=address1_stateorprovince; CountryRegion=address1_country; Locality=address1_city; PostalCode=address1_postalcode"},
		// Shopify
		{"First Name|Email|Default Address Company|Default Address Address1|Default Address Address2|Default Address City|Default Address Province Code|Default Address Country Code|Default Address Zip|Default Address Phone|State", "",
			"AddressLine=Default Address Address1; AdminDistrict=Default Address Province Code; CountryRegion=Default Address Country Code; Locality=Default Address City; PostalCode=Default Address Zip"},
		{"Name|Email|Shipping Name|Shipping Street|Shipping Address1|Shipping Address2|Shipping City|Shipping Zip|Shipping Province|Shipping Province Name|Shipping Country", "|||1 Elm St, B|1 Elm St||York|1|PA||US",
			"AddressLine=Shipping Address1; AdminDistrict=Shipping Province; CountryRegion=Shipping Country; Locality=Shipping City; PostalCode=Shipping Zip"},
		{"Shipping Street|Shipping City|Shipping Province|Shipping Province Name", "1 Elm St|York|PA|Pennsylvania",
			"AddressLine=Shipping Street; AdminDistrict=Shipping Province; Locality=Shipping City"},
		// Etsy, Mailchimp, Magento
		{"Order ID|Street 1|Street 2|Ship City|Ship State|Ship Zipcode|Ship Country", "1|1 Elm St||York|PA|17401|US",
			"AddressLine=Street 1; AdminDistrict=Ship State; CountryRegion=Ship Country; Locality=Ship City; PostalCode=Ship Zipcode"},
		{"Email Address|Address|LATITUDE|LONGITUDE|CC|REGION", "a@b|1 Elm St York PA|1|2|us|PA", "Query=Address"},
		{"entity_id|city|country_id|postcode|region|region_id|street", "1|York|US|17401|Pennsylvania|51|1 Elm St",
			"AddressLine=street; AdminDistrict=region; CountryRegion=country_id; Locality=city; PostalCode=postcode"},
		// WooCommerce
		{"Order Number|Address 1&2 (Billing)|City (Billing)|State Code (Billing)|Postcode (Billing)|Country Code (Billing)", "",
			"AddressLine=Address 1&2 (Billing); AdminDistrict=State Code (Billing); CountryRegion=Country Code (Billing); Locality=City (Billing); PostalCode=Postcode (Billing)"},
		{"billing_email|billing_address_1|billing_address_2|billing_city|billing_state|billing_postcode|billing_country", "",
			"AddressLine=billing_address_1; AdminDistrict=billing_state; CountryRegion=billing_country; Locality=billing_city; PostalCode=billing_postcode"},
		// OpenStreetMap, OpenAddresses
		{"@id|addr:street|addr:housenumber|addr:postcode|addr:city|addr:suburb|addr:country", "1|High Street|7|AB1|York||GB",
			"AddressLine={addr:housenumber} {addr:street}; CountryRegion=addr:country; Locality=addr:city; PostalCode=addr:postcode"},
		{"@id|addr:street|addr:housenumber|addr:postcode|addr:city", "1|Hauptstraße|7|10115|Berlin",
			"AddressLine={addr:street} {addr:housenumber}; Locality=addr:city; PostalCode=addr:postcode"},
		{"LON|LAT|NUMBER|STREET|UNIT|CITY|DISTRICT|REGION|POSTCODE|ID|HASH", "1|2|12|Elm Street||York||PA|17401||x",
			"AddressLine={NUMBER} {STREET}; AdminDistrict=REGION; Locality=CITY; PostalCode=POSTCODE"},
		// Google Contacts, Outlook
		{"First Name|Address 1 - Label|Address 1 - Formatted|Address 1 - Street|Address 1 - City|Address 1 - PO Box|Address 1 - Region|Address 1 - Postal Code|Address 1 - Country|Address 1 - Extended Address", "",
			"AddressLine=Address 1 - Street; AdminDistrict=Address 1 - Region; CountryRegion=Address 1 - Country; Locality=Address 1 - City; PostalCode=Address 1 - Postal Code"},
		{"Business Street|Business City|Business Postal Code|Home Street|Home City|Home Postal Code", "|||1 Elm St|York|17401",
			"AddressLine=Home Street; Locality=Home City; PostalCode=Home Postal Code"},
		// Germany
		{"Kundennr;Name;Straße;Hausnummer;PLZ;Ort;Bundesland;Land", "",
			"AddressLine={Straße} {Hausnummer}; AdminDistrict=Bundesland; CountryRegion=Land; Locality=Ort; PostalCode=PLZ"},
		{"STRASSE/NR.|PLZ|Wohnort", "", "AddressLine=STRASSE/NR.; Locality=Wohnort; PostalCode=PLZ"},
		{"Straße|PLZ / Ort", "", "Query={Straße}, {PLZ / Ort}"},
		{"Rechnungsstraße|Rechnungsort|Lieferstraße|Lieferort|Lieferland", "", `error: the table has several addresses, "rechnungs", "liefer", and which is meant is not clear`},
		{"Rechnungsstraße|Rechnungsort|Lieferort", "", "AddressLine=Rechnungsstraße; Locality=Rechnungsort"},
		{"Adresse|Ort", "", "AddressLine=Adresse; Locality=Ort"},
		{"Stra\u00dfe|Nr.|Plz|Stadt", "", "AddressLine={Straße} {Nr.}; Locality=Stadt; PostalCode=Plz"},
		// France
		{"Nom|Adresse|Code postal|Ville|Pays", "", "AddressLine=Adresse; CountryRegion=Pays; Locality=Ville; PostalCode=Code postal"},
		{"id|numero|rep|nom_voie|code_postal|nom_commune|lon|lat", "1|12|bis|Rue Haute|69001|Lyon|4|45",
			"AddressLine={numero} {rep} {nom_voie}; Locality=nom_commune; PostalCode=code_postal"},
		{"numero_voie|type_voie|libelle_voie|code_postal|commune", "5|RUE|DES ECOLES|35400|SAINT-MALO",
			"AddressLine={numero_voie} {type_voie} {libelle_voie}; Locality=commune; PostalCode=code_postal"},
		{"De\u0301partement|Re\u0301gion|CP|Commune", "", "AdminDistrict=Re\u0301gion; AdminDistrict2=De\u0301partement; Locality=Commune; PostalCode=CP"},
		// Spain, the Netherlands, Italy
		{"Dirección|Código Postal|Población|Provincia|País", "", "AddressLine=Dirección; AdminDistrict2=Provincia; CountryRegion=País; Locality=Población; PostalCode=Código Postal"},
		{"Calle|Número exterior|Número interior|Colonia|C.P.|Municipio|Estado", "",
			"AddressLine={Calle} {Número exterior}; AdminDistrict=Estado; Locality=Municipio; PostalCode=C.P."},
		{"Calle|Número|CP|Ciudad", "", "AddressLine={Calle} {Número}; Locality=Ciudad; PostalCode=CP"},
		{"Straatnaam|Huisnummer|Toevoeging|Postcode|Woonplaats", "", "AddressLine={Straatnaam} {Huisnummer} {Toevoeging}; Locality=Woonplaats; PostalCode=Postcode"},
		{"Indirizzo|N. civico|CAP|Città|Provincia", "Via Roma|3|00184|Roma|RM", "AddressLine={Indirizzo} {N. civico}; AdminDistrict2=Provincia; Locality=Città; PostalCode=CAP"},
		// others that share names with these
		{"Nome|Rua|Código Postal|Cidade|País", "", "AddressLine=Rua; CountryRegion=País; Locality=Cidade; PostalCode=Código Postal"},
		{"Navn|Adresse|Postnr|Poststed|Land", "", "AddressLine=Adresse; CountryRegion=Land; Locality=Poststed; PostalCode=Postnr"},
		// English variants
		{"street_name|house_no|town|post_code|COUNTY", "", "AddressLine={house_no} {street_name}; AdminDistrict2=COUNTY; Locality=town; PostalCode=post_code"},
		{"streetName|zipCode|cityName", "", "AddressLine=streetName; Locality=cityName; PostalCode=zipCode"},
		{"Street|House Number|City|Zip", "1 Elm St|1|York|2/12a Oak St|12a|York|3", "AddressLine=Street; Locality=City; PostalCode=Zip"},
		{"Street|House Number|City|Zip", "42nd Street|1|York|2", "AddressLine={House Number} {Street}; Locality=City; PostalCode=Zip"},
		{"Store Street|Store City|Country", "", "AddressLine=Store Street; CountryRegion=Country; Locality=Store City"},
		{"City|Country|Billing Street|Billing City|Billing Zip", "", "AddressLine=Billing Street; Locality=Billing City; PostalCode=Billing Zip"},
		{"Street|City|Zip|Billing Street|Billing City|Billing Zip", "", "AddressLine=Street; Locality=City; PostalCode=Zip"},
		{"City|Country", "", "CountryRegion=Country; Locality=City"},
		// one column
		{"Name|Address", "x|1 Elm St, York/y|2 Elm St, York", "Query=Address"},
		{"Name|Address|Country", "", "Query={Address}, {Country}"},
		{"Name|Full Address|City", "", "Query=Full Address"},
		{"Name|Anschrift", "", "Query=Anschrift"},
		{"Email Address|IP Address|MAC address|Wallet Address", "a@b|1.1.1.1|00:00|abc", "error: no column has a name that says it is part of an address"},
		{"Address", "http://a/http://b", "error: no column has a name that says it is part of an address"},
		// places
		{"id|lat|lng", "", "Latitude=lat; Longitude=lng"},
		{"Latitude|Longitude|City", "", "Latitude=Latitude; Longitude=Longitude"},
		{"Breitengrad|Längengrad", "", "Latitude=Breitengrad; Longitude=Längengrad"},
		{"start lat|start lon|end lat|end lon", "", "error: several columns may be the coordinates"},
		{"lat", "", `error: the columns of an address are not enough: there is only "lat"`},
		// what is not clear
		{"Name|Zip", "", `error: the columns of an address are not enough: there is only "Zip"`},
		{"Street|State", "", `error: the columns of an address are not enough: there is only "Street", "State"`},
		{"City|city|Zip", "", `error: the columns "City" and "city#2" may both be the town`},
		{"City|City|Zip", "York|York|1/Hull|Hull|2", "Locality=#1; PostalCode=Zip"},
		{"City|Town|Zip", "York||1", "Locality=City; PostalCode=Zip"},
		{"City|State|Zip", "York|active|1", "Locality=City; PostalCode=Zip"},
		{"Street|State|Zip", "1 Elm St|Married|1", "AddressLine=Street; PostalCode=Zip"},
		{"City|Country Code|Zip", "York|+44|1", "Locality=City; PostalCode=Zip"},
		{"Name|Street|City", "x||", "AddressLine=Street; Locality=City"},
		{"City|State|Zip", "York||1", "AdminDistrict=State; Locality=City; PostalCode=Zip"},
		{"City|State|State Code|Zip", "York||PA|1", "AdminDistrict=State Code; Locality=City; PostalCode=Zip"},
		{"#1|#2", "a|b", "error: the table has no header, so its columns are only called #1, #2 and so on"},
		{"1001|12 Elm Street|York", "", `error: the columns of an address are not enough: there is only "12 Elm Street"; if the first row is data, give -no-header and name the columns by their numbers, such as #1`},
		{"", "", "error: no column has a name that says it is part of an address"},
		{"Street|City{", "", "AddressLine=Street; Locality=#2"},
		// a joined table
		{"AddressLine|Locality|Latitude|Longitude|MatchCodes|StatusCode", "1 Elm St|York|1|2|Good|Success", "AddressLine=AddressLine; Locality=Locality"},
		{"Address|Latitude|Longitude|Confidence|EntityType|MatchCodes|FormattedAddress|StatusCode|FaultReason", "1 Elm St|1|2|High|Address|Good|1 Elm Street|Success|", "Query=Address"},
		{"Address|geo_Latitude|geo_Longitude|geo_MatchCodes|geo_FormattedAddress|geo_StatusCode", "1 Elm St|1|2|Good|1 Elm Street|Success", "Query=Address"},
	} {
		split := func(line string) []string { return strings.Split(line, "|") }
		if strings.Contains(c.header, ";") {
			split = func(line string) []string { return strings.Split(line, ";") }
		}
		var rows [][]string
		if c.rows != "" {
			for _, line := range strings.Split(c.rows, "/") {
				rows = append(rows, split(line))
			}
		}
		m, err := Guess(split(c.header), rows)
		got := guessText(m)
		if err != nil {
			got = fmt.Sprint("error: ", err)
		}
		if got != c.want {
			t.Errorf("%s, %s:\n got %s\nwant %s", c.header, c.rows, got, c.want)
		}
	}
}

// TestGuessCandidates shows the mappings of which one may be meant.
func TestGuessCandidates(t *testing.T) {
	_, err := Guess([]string{"Home Street", "Home City", "Work Street", "Work City"}, nil)
	var e *GuessError
	if !errors.As(err, &e) || len(e.Candidates) != 2 {
		t.Fatal(err)
	}
	if got := guessText(e.Candidates[1]); got != "AddressLine=Work Street; Locality=Work City" {
		t.Error(got)
	}
}
