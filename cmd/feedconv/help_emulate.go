package main

const emulateHelp = `usage: feedconv emulate [flags]

Emulate serves an emulator of the service until it is interrupted. It takes
uploads as the service does, checks them, and returns made-up places, the same
for the same request. With it the other commands can be tried without a key:

	feedconv emulate &
	feedconv geocode -endpoint http://127.0.0.1:8080 requests.csv -joined -
`
