// Command generate makes world.gz, the outline of land and borders that map pages show, out
// of countries-50m.json of the package world-atlas 2.0.2: a TopoJSON of Natural Earth's 1:50m
// countries (version 4.1.0), which are in the public domain.
//
//	go run ./generate countries-50m.json world.gz
//
// The outline is a sequence of varints, compressed by gzip. Signed numbers are zigzag-coded,
// and positions are in units of 1/300 degree, east and north.
//
// A line across the antimeridian goes on beyond 180 degrees.
//
//	number of arcs
//	per arc:  points × 2 + (1 if it is a border between two countries, 0 if a coast),
//	          then the points, each as its difference from the one before
//	number of rings of land, or of water within it
//	per ring: number of arcs, then each arc's number; if it runs backwards, -1 - number
package main

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"log"
	"math"
	"os"
)

// unitsPerDegree is the precision of the outline: a third of a kilometre, as in the source.
const unitsPerDegree = 300

// A topology is what is read of a TopoJSON file.
type topology struct {
	Transform struct{ Scale, Translate [2]float64 }
	Arcs      [][][2]float64
	Objects   struct {
		Countries struct {
			Geometries []struct {
				Type string
				Arcs json.RawMessage
			}
		}
	}
}

func main() {
	log.SetFlags(0)
	if len(os.Args) != 3 {
		log.Fatal("usage: generate countries-50m.json world.gz")
	}
	if err := generate(os.Args[1], os.Args[2]); err != nil {
		log.Fatal(err)
	}
}

func generate(from, to string) error {
	data, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	var t topology
	if err := json.Unmarshal(data, &t); err != nil {
		return fmt.Errorf("%s: %w", from, err)
	}
	outline, err := t.outline()
	if err != nil {
		return fmt.Errorf("%s: %w", from, err)
	}
	var out bytes.Buffer
	zip, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		return err
	}
	if _, err := zip.Write(outline); err != nil {
		return err
	}
	if err := zip.Close(); err != nil {
		return err
	}
	return os.WriteFile(to, out.Bytes(), 0o666)
}

// outline returns the outline, not compressed.
func (t *topology) outline() ([]byte, error) {
	var rings [][]int
	countries := make([]int, len(t.Arcs)) // that have the arc
	for _, g := range t.Objects.Countries.Geometries {
		own, err := ringsOf(g.Type, g.Arcs)
		if err != nil {
			return nil, err
		}
		seen := make(map[int]bool)
		for _, ring := range own {
			for _, arc := range ring {
				if i := max(arc, ^arc); !seen[i] {
					seen[i] = true
					countries[i]++
				}
			}
		}
		rings = append(rings, own...)
	}
	out := binary.AppendUvarint(nil, uint64(len(t.Arcs)))
	for i, arc := range t.Arcs {
		out = t.appendArc(out, arc, countries[i] > 1)
	}
	out = binary.AppendUvarint(out, uint64(len(rings)))
	for _, ring := range rings {
		out = binary.AppendUvarint(out, uint64(len(ring)))
		for _, arc := range ring {
			out = binary.AppendVarint(out, int64(arc))
		}
	}
	return out, nil
}

// ringsOf returns the rings of a geometry, outer and inner ones alike.
func ringsOf(kind string, arcs json.RawMessage) (rings [][]int, err error) {
	switch kind {
	case "Polygon":
		err = json.Unmarshal(arcs, &rings)
	case "MultiPolygon":
		var polygons [][][]int
		err = json.Unmarshal(arcs, &polygons)
		for _, p := range polygons {
			rings = append(rings, p...)
		}
	default:
		err = fmt.Errorf("a country is a %q, not a polygon", kind)
	}
	return rings, err
}

// appendArc appends an arc. Points that fall together are one.
func (t *topology) appendArc(out []byte, arc [][2]float64, border bool) []byte {
	var points [][2]int64
	var sum [2]float64
	around := int64(0) // the world, so often, since the arc began
	for _, step := range arc {
		var p [2]int64
		for i := range p {
			sum[i] += step[i]
			p[i] = int64(math.Round((sum[i]*t.Transform.Scale[i] + t.Transform.Translate[i]) * unitsPerDegree))
		}
		p[0] += around * 360 * unitsPerDegree
		if n := len(points); n > 0 {
			turn := int64(math.Round(float64(points[n-1][0]-p[0]) / (360 * unitsPerDegree)))
			around += turn
			p[0] += turn * 360 * unitsPerDegree
		}
		if len(points) < 2 || p != points[len(points)-1] {
			points = append(points, p)
		}
	}
	head := uint64(len(points)) << 1
	if border {
		head |= 1
	}
	out = binary.AppendUvarint(out, head)
	var before [2]int64
	for _, p := range points {
		for i := range p {
			out = binary.AppendVarint(out, p[i]-before[i])
		}
		before = p
	}
	return out
}
