// Package dataflowtest is an emulator of the service for tests and for trying
// things out: an http.Handler that takes uploads, runs jobs and returns results.
//
// It judges uploads with package validate: a feed that cannot be read, or is too
// large, is refused with 400 and what is wrong; an entity with an error comes
// back as failed. Places are made up, and the same for the same request and seed.
// Results come in another order than the upload. Only the documented columns are
// known, as the service knows no others.
//
// Where the documentation is silent the emulator does this: a wrong key is 401
// InvalidCredentials, another key than the job's 403 NotAuthorized, and a job too
// many, at once or in a day, 503 with Retry-After.
//
// It can be made to fail in the ways that networks and services do, see [Faults].
package dataflowtest
