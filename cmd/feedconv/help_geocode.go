package main

const geocodeHelp = `usage: feedconv geocode [flags] IN [-joined OUT] [-succeeded OUT] [-failed OUT]

Geocode sends a feed of any size through the service: it checks the feed, splits
it into jobs, sends them, waits, and writes the results.

	-joined     every entity of IN, with its responses or its fault
	-succeeded  those that the service could geocode
	-failed     the others, with the reason

The outputs are in the order of IN, with the Ids and requests of IN as they were
written. IN and OUT have the formats that their names tell, also with .gz; an OUT
whose name does not tell needs -to. "-" is standard input or output. An OUT that
exists is refused: to geocode the feed again is to pay again. -overwrite replaces
it.

Results are matched to entities by their Ids. An Id that is missing or repeated is
replaced for the upload and restored in the outputs.

A feed that cannot be read, or that has an entity with an error, is not sent,
unless -force is given. Entities without an address, or with a FormattedAddress,
are sent anyway: the service says what is wrong with them, and they are in
-failed.

What has been done is kept in a file and a folder beside the first output, named
like it with .geocode and .geocode.d added (in the current folder if the output
is a stream). After an interrupt or a crash the same command goes on from there
and sends nothing twice. At the end both are removed.

With -retry, IN is a feed of results, such as a -failed or -joined output:
entities with the status Success stay as they are, all others are sent. Without
it a feed that has results is not sent, unless -force is given. With -retry-if,
those are sent that meet one of its conditions, and no others:

	no-point            the service has found no place
	StatusCode=VALUE    its status, such as BadRequest
	Confidence=VALUE    of the first response: Low, Medium or High
	MatchCodes=VALUE    one of those of the first response, such as UpHierarchy
	EntityType=VALUE    of the first response

In -joined the others keep the answers that they had. Where nothing has to be sent,
the outputs are IN, and the status is 0.

What results hold that is not known here is not in the outputs: it is written as it
came to the file of -rejects, and the status is 1. The same goes for results that
are of no entity of IN, or that differ from an earlier one of their entity. Where
the service does not answer an entity, -joined and -failed have it without a
status, and the status of the command is 1 too.

A run that ends early, with Ctrl-C or -timeout too, keeps what was done. The same
command goes on; with other -entities, -bytes, -retry or -endpoint it is refused.
Only if the service refuses a part, or aborts its job, may -entities and -bytes be
smaller than before: what is still to be sent is then cut into smaller parts.
`
