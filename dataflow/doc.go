// Package dataflow runs geocode jobs: it sends a feed to the service, follows the
// job, and reads its results.
//
//	client := &dataflow.Client{Key: key}
//	job, err := client.Create(ctx, upload)
//	job, err = client.Wait(ctx, job.URL, nil)
//	err = client.Fetch(ctx, job, dataflow.Succeeded, use)
//
// What is safe to repeat is repeated: every GET, and the creation of a job where
// it is certain that the service did not take the upload. Where that cannot be
// known the error is [ErrUnclear], and nothing is sent twice.
//
// The key goes to the service's own host only, in the query. It is in no
// error and in no URL that this package hands out.
//
// Package batch, below this one, runs a feed of any size as several jobs, and
// package dataflowtest is an emulator of the service.
package dataflow
