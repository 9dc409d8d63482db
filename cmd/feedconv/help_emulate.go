package main

const emulateHelp = `usage: feedconv emulate [flags]

Emulate runs an emulator of the service until it is interrupted. It accepts and checks
uploads as the service does. The places it returns are made up, but they are in the
country or state of the request, and the same request always gets the same place. Use
it to try the other commands, and other clients of the service, without a key:

	feedconv emulate &
	feedconv geocode -endpoint http://127.0.0.1:8080 requests.csv -joined -

A word in the query or the address chooses the answer: "not-located" gets none,
"ambiguous" several, "up-hierarchy" one of a larger area, and "low-confidence" one of
low confidence. To try quotas, set -jobs, -per-day and -quota-status.

With -tls it serves https, with a certificate for its address, localhost and
spatial.virtualearth.net. The certificate is new at each start, so no client trusts
it. Write it to a file with -tls-cert and give that file to the client (for feedconv
on Linux, in the variable SSL_CERT_FILE).
`
