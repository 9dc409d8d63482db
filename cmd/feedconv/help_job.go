package main

const jobHelp = `usage: feedconv job submit [flags] IN
       feedconv job status|wait [flags] JOB
       feedconv job fetch  [flags] JOB [-succeeded OUT] [-failed OUT]
       feedconv job list   [flags]

Job sends one feed through the service, step by step. "feedconv geocode" does
all of it at once, for feeds of any size.

submit sends the feed as it is and prints the job's URL; "-" is standard input. In
the other commands JOB is that URL or the job's id. A feed that cannot be read to
its end is not sent; "feedconv validate" reports what else the service would reject.
If the service accepts no job at present, submit waits.

status shows how far the job is. wait asks until the job has ended, and fails if the
service aborted it. -timeout limits the time that a command takes.

fetch downloads the results. The name of OUT says its format, and "-" is standard
output. An OUT that exists is refused; -overwrite replaces it. What is unknown in
the results is listed, or kept with -rejects FILE, and the status is 1; everything
else is in OUT. Results that cannot be read at all can still be saved: -raw writes
them as the service sends them, compressed if they are.

list shows the account's jobs of the last 15 days.

With -o json every job is one line of JSON with the keys id, url, description,
status, created, completed, total, processed, failed, error, succeededUrl and
failedUrl.

The key is read from the variable BING_MAPS_KEY or from a file, and is never
printed. With -endpoint no key is required.
`
