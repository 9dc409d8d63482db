package main

const geocodeHelp = `usage: feedconv geocode [flags] IN [-joined OUT] [-succeeded OUT] [-failed OUT]

Geocode sends a feed of any size through the service: it checks the feed, splits
it into jobs, sends them, waits, and writes the results.

	-joined     every entity of IN, with its responses or its fault
	-succeeded  the entities that the service could geocode
	-failed     the others, with the reason

The outputs are in the order of IN, with the Ids and requests of IN as they were
written. The names of IN and OUT say their formats, also with .gz; an OUT whose name
does not needs -to. "-" is standard input or output. An OUT that exists is refused,
because geocoding a feed again is paying for it again. -overwrite replaces it.

Results are matched to entities by their Ids. An Id that is missing or repeated is
replaced for the upload and restored in the outputs.

A feed that cannot be read, or that has an entity with an error, is not sent,
unless -force is given. Entities without an address, or with a FormattedAddress,
are sent anyway: the service says what is wrong with them, and they are in
-failed.

Progress is kept next to the first output, in OUT.geocode and the folder
OUT.geocode.d (in the current folder if the output is a stream). After an interrupt
or a crash the same command continues from there and never resends a part the
service already has. At the end both are removed.

With -retry, IN is a feed of results, such as a -failed or -joined output. Entities
with the status Success stay as they are; all others are sent. Without -retry, a
feed that has results is not sent, unless -force is given. With -retry-if, only
those entities are sent that meet one of its conditions:

	no-point            the service found no place
	StatusCode=VALUE    the status, such as BadRequest
	Confidence=VALUE    of the first response: Low, Medium or High
	MatchCodes=VALUE    one of those of the first response, such as UpHierarchy
	EntityType=VALUE    of the first response

In -joined the others keep their earlier answers. If nothing has to be sent, the
outputs repeat IN, and the status is 0.

Results with something unknown in them are not in the outputs. They are written to
the -rejects file as they came, and the status is 1. The same goes for results that
belong to no entity of IN, or that differ from an earlier one of their entity. If
the service does not answer an entity, -joined and -failed have it without a
status, and the exit status is 1 too.

A run that ends early, also by Ctrl-C or -timeout, keeps what was done. The same
command continues it; with another -entities, -bytes, -retry or -endpoint it is
refused. Only if the service refuses a part, or aborts its job, may -entities and
-bytes be smaller than before: what is still to be sent is then cut into smaller
parts.
`
