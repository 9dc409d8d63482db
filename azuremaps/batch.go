package azuremaps

// AppendBatch appends the body of a batch of items to dst.
func AppendBatch(dst []byte, items ...[]byte) []byte {
	dst = append(dst, `{"batchItems":[`...)
	for i, item := range items {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(dst, item...)
	}
	return append(dst, `]}`...)
}
