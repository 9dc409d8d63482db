// Package dataflowtest is an emulator of the service for tests and for trying
// things out: an http.Handler that takes uploads, runs jobs and returns results.
//
// It judges uploads with package validate: a feed that cannot be read to its end,
// or is too large, is refused with 400 and what is wrong; an entity with an error
// comes back as failed. Results come in another order than the upload. Only the
// documented columns are known, as the service knows no others. A feed of version
// 1.0, which XML without a Version is, has results of version 1.0.
//
// # Places
//
// Places are made up, and the same for the same request and seed. They are in the
// country that the request names, in its division where that is one of the United
// States or Canada, or else in the country of its culture. Some words in a query
// or an address ask for what the service does with requests that it cannot answer
// well, in any case and anywhere in the text:
//
//	not-located     no response; such an entity is none that failed
//	ambiguous       several responses, with the match code Ambiguous
//	up-hierarchy    a response of a larger area, with the match code UpHierarchy;
//	                none where StrictMatch is true
//	low-confidence  a response with the confidence Low
//
// A reverse request for latitude 0, longitude 0, or for entity types that are not
// known, has no response either.
//
// # Refusals
//
// Where the documentation is silent the emulator does this: a wrong key is 401
// InvalidCredentials, another key than the job's 403 NotAuthorized, and a job too
// many, at once or in a day, the status of [Options] with the service's words,
// which begin with JobUsageQuota.
//
// It can be made to fail in the ways that networks and services do, see [Faults].
package dataflowtest
