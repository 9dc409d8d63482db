// Package azuremaps maps the requests of a feed to batch geocoding requests of Azure
// Maps, and the answers to responses of the feed. It does no I/O: package client sends
// requests, and package azuremapstest is an emulator of the service.
//
// A [Mapper] makes items of records and records of answers:
//
//	m, err := azuremaps.NewMapper(nil)
//	item, request := m.AppendItem(nil, record, 1) // one of a batch
//	err = answer.Parse(body)                      // the answer to the batch
//	err = m.SetAnswer(record, &answer, 0, trace)  // the item's own answer
//
// The two services differ, so values are lost in both directions. Each kind of loss has a
// name and is counted, see [Tally]. A value of a request that could change the answer is
// dropped only if [Options.AllowLoss] names its field. [Mapping] lists what becomes of
// each field.
//
// # What nobody has verified
//
// The mapping follows the service's specification and recorded answers. None of it was
// tried against the live service. docs/migrating-to-azure-maps.md lists the open
// questions.
package azuremaps
