package stats

import "math"

// earthRadius is the mean radius of the earth in meters.
const earthRadius = 6_371_008.8

// distance returns how far two places are from each other, in meters, on a sphere.
func distance(lat1, lon1, lat2, lon2 float64) float64 {
	const radian = math.Pi / 180
	a := math.Sin((lat2 - lat1) * radian / 2)
	b := math.Sin((lon2 - lon1) * radian / 2)
	h := float64(a*a) + float64(math.Cos(lat1*radian)*math.Cos(lat2*radian)*float64(b*b))
	return 2 * earthRadius * math.Asin(math.Sqrt(min(h, 1)))
}

// distances know quantiles of distances: exact ones of so many as are remembered, and of more
// the buckets they are in, each of which is growth times as far as the one before.
type distances struct {
	count   int64
	max     float64
	exact   []uint64 // the bits of the distances, which are in the same order; nil if there are too many
	buckets []int64
}

const (
	mostExact  = 1 << 16
	growth     = 1.01
	nearest    = 0.01 // of the second bucket, in meters
	numBuckets = 2200 // up to half the way around the earth
)

func (d *distances) add(meters float64) {
	d.count++
	d.max = max(d.max, meters)
	switch {
	case !d.isEstimate():
		d.exact = append(d.exact, math.Float64bits(meters))
		return
	case d.buckets == nil:
		d.buckets = make([]int64, numBuckets)
		for _, bits := range d.exact {
			d.addToBucket(math.Float64frombits(bits))
		}
		d.exact = nil
	}
	d.addToBucket(meters)
}

func (d *distances) addToBucket(meters float64) {
	i := 0
	if meters > nearest {
		i = min(1+int(math.Log(meters/nearest)/math.Log(growth)), numBuckets-1)
	}
	d.buckets[i]++
}

// isEstimate reports whether the quantiles are estimates.
func (d *distances) isEstimate() bool { return d.count > mostExact }

// quantiles returns the smallest distances that so many of all do not exceed.
func (d *distances) quantiles() *Distances {
	if d.count == 0 {
		return nil
	}
	quantile := d.ofBuckets
	if !d.isEstimate() {
		sortNumbers(d.exact) // whose order does not matter
		quantile = func(rank int64) float64 { return math.Float64frombits(d.exact[rank-1]) }
	}
	at := func(q float64) float64 {
		return round(quantile(max(1, int64(math.Ceil(q*float64(d.count))))))
	}
	return &Distances{P50: at(0.5), P90: at(0.9), P99: at(0.99), Max: round(d.max)}
}

// ofBuckets returns the middle of the bucket that the distance of a rank is in.
func (d *distances) ofBuckets(rank int64) float64 {
	for i, n := range d.buckets {
		if rank -= n; rank <= 0 {
			if i == 0 {
				return 0
			}
			return min(d.max, nearest*math.Pow(growth, float64(i)-0.5))
		}
	}
	return d.max
}

// round rounds meters to a tenth.
func round(meters float64) float64 { return math.Round(meters*10) / 10 }
