package main

const geocodeHelp = `usage: feedconv geocode [flags] IN [-joined OUT] [-succeeded OUT] [-failed OUT]

Geocode takes a feed of any size through the service: it checks the feed, splits
it into jobs, sends them, waits, and writes the results.

	-joined     every entity of IN, with its responses or its fault
	-succeeded  those that the service could geocode
	-failed     the others, with the reason

An output that exists is refused: geocoding the feed again would be charged again.
-overwrite replaces it. All three are in the order of IN, with the Ids and requests of IN as they were
written. IN and OUT have the formats that their names say, also with .gz; "-" is
standard input or output.

Entities are found again by their Ids. Where one is missing, or stands twice, it
is replaced on the way to the service and restored in the outputs.

A feed that cannot be read, or that has an entity with an error, is not sent,
unless it is with -force. Entities without an address, or with a FormattedAddress,
go anyway: the service says itself what is wrong with them, and they are in
-failed.

What has been done is kept in a file beside the first output (or, if that is
standard output, in the current folder), named as it with .geocode behind it, and
in a folder beside that. After an interrupt or a crash the same command goes on
where it was, and sends no part twice that the service has. At the end both are
removed.

With -retry, IN is a feed of results, such as a -failed or -joined output:
entities with the status Success stay as they are, all others are sent. Without
it a feed that has results is not sent, unless -force says so.
`
