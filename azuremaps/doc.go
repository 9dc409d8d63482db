// Package azuremaps maps the requests of a feed to those of the batch geocoding of Azure
// Maps, and its answers to responses. It has no input or output: package client sends
// requests, package azuremapstest is an emulator of the service.
//
// A [Mapper] makes items of records and records of answers:
//
//	m, err := azuremaps.NewMapper(nil)
//	item, request := m.AppendItem(nil, record, 1) // one of a batch
//	err = answer.Parse(body)                      // the answer to the batch
//	err = m.SetAnswer(record, &answer, 0, trace)  // the item's own answer
//
// The two services differ, so values get lost on either way. Each kind of loss has a name
// and is counted, see [Tally]. A value of a request that could change the answer is not
// dropped without being told so, see [Options.AllowLoss]. [Mapping] lists what becomes of
// each field.
//
// # What nobody has verified
//
// The mapping follows the service's specification and recorded answers, and nothing of it
// was tried against the live service. docs/migrating-to-azure-maps.md says what is open.
package azuremaps
