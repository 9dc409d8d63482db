package main

const emulateHelp = `usage: feedconv emulate [flags]

Emulate serves an emulator of the service until it is interrupted. It takes
uploads as the service does, checks them, and returns made-up places: within the
country or state that is asked for, and the same for the same request. With it
the other commands, and other clients of the service, can be tried without a key:

	feedconv emulate &
	feedconv geocode -endpoint http://127.0.0.1:8080 requests.csv -joined -

Words in a query or an address ask for answers of some kinds: "not-located" for
none, "ambiguous" for several, "up-hierarchy" for one of a larger area, and
"low-confidence" for one that is not sure. Quotas can be tried with -jobs,
-per-day and -quota-status.

With -tls it serves https, with a certificate that it makes for its address,
localhost and spatial.virtualearth.net. It is new each time and trusted by nobody:
write it to a file with -tls-cert and give that to the client, for feedconv in
the variable SSL_CERT_FILE (on Linux).
`
