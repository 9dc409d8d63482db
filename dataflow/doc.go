// Package dataflow runs geocode jobs: it sends a feed to the service, follows the
// job, and reads its results.
//
//	client := &dataflow.Client{Key: key}
//	job, err := client.Create(ctx, upload)
//	job, err = client.Wait(ctx, job.URL, nil)
//	err = client.Fetch(ctx, job, dataflow.Succeeded, use)
//
// The client repeats what is safe to repeat: every GET, and the creation of a job if the
// service certainly did not take the upload. If that is unknown, the error is
// [ErrUnclear], and nothing is sent twice.
//
// The key is sent only to the service's own host, in the query. No error and no URL that
// this package returns contains it.
//
// Package batch, below this one, runs a feed of any size as several jobs, and
// package dataflowtest is an emulator of the service.
package dataflow
