package batch

import (
	"bufio"
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"slices"
	"sync"
)

// The requests of a part that a Service prepared are kept in a file, each after its
// length, with a checksum at the end:
//
//	length request … length request  sum

// requestsTail is how long the check sum is.
const requestsTail = 4

// castagnoli is made on first use, because Bing's service does not need it.
var castagnoli = sync.OnceValue(func() *crc32.Table { return crc32.MakeTable(crc32.Castagnoli) })

// appendPrepared appends a request with its length.
func appendPrepared(dst, request []byte) []byte {
	return append(binary.AppendUvarint(dst, uint64(len(request))), request...)
}

// sentFile returns the name of the file with what is sent for a part.
func (r *Run) sentFile(p *part) string {
	if r.o.Service != nil {
		return r.path(p.requestsFile())
	}
	return r.path(p.partFile())
}

// eachRequest reads the requests of a part.
func (r *Run) eachRequest(p *part, each func(i int, request []byte) error) error {
	name := r.path(p.requestsFile())
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	sum := crc32.New(castagnoli())
	in := bufio.NewReaderSize(io.TeeReader(io.LimitReader(f, p.Bytes-requestsTail), sum), 64<<10)
	broken := func(err error) error { return fmt.Errorf("%w: %s is broken: %v", ErrState, name, err) }
	var text []byte
	for i := range p.Entities {
		n, err := binary.ReadUvarint(in)
		if err != nil || n > uint64(p.Bytes) {
			return broken(cmp.Or(err, io.ErrUnexpectedEOF))
		}
		text = slices.Grow(text[:0], int(n))[:n]
		if _, err := io.ReadFull(in, text); err != nil {
			return broken(err)
		}
		if err := each(i, text); err != nil {
			return err
		}
	}
	var tail [requestsTail]byte
	if _, err := in.ReadByte(); err != io.EOF {
		return broken(cmp.Or(err, errSurplus))
	}
	if _, err := io.ReadFull(f, tail[:]); err != nil || binary.LittleEndian.Uint32(tail[:]) != sum.Sum32() {
		return broken(cmp.Or(err, errSurplus))
	}
	return nil
}

var errSurplus = errors.New("it is not what was written")
