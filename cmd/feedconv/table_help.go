package main

// tablesTopic is the argument of help that explains tables.
const tablesTopic = "tables"

const tablesHelp = `Tables

Feedconv reads a table of your own, such as a list of customers in CSV, as a feed if
-map says which columns the values of the requests come from:

	feedconv convert customers.csv -map AddressLine=Street,Locality=City \
	    -set CountryRegion=US requests.xml
	feedconv validate customers.csv -map @mapping.json

So do geocode, join, stats, head and sample.

Each row that is not blank becomes an entity. Without a column for Id, the Id is the
number of the row: the first row after the header is 1, and blank rows count. Problems
are reported at the lines and columns of the table, with the names of its columns.

	-map FIELD=COLUMN       FIELD is a column of a feed ("feedconv help convert" lists
	                        them), or the end of its path: AddressLine, Locality, Query.
	                        Request fields come first, and Latitude and Longitude make
	                        reverse requests. COLUMN is a name in the header in any case,
	                        or #3 for the third column. If several columns have a name,
	                        Name#2 is the second of them.
	-map FIELD=TEXT         A text with braces builds the value from several columns, as
	                        in AddressLine='{Street} {No}'. An empty part takes the text
	                        between it and the part before with it, and an empty first
	                        part the text after it. {{ is a brace.
	-map A=B,C=D            A comma separates only before FIELD= and outside of braces.
	-map @FILE              FILE is JSON: {"map": {FIELD: COLUMN, …}, "set": {…},
	                        "setIfEmpty": {…}}. Its schema is tablefeed/schema/mapping.json.
	-map auto               takes what the names of the columns suggest, and says what
	                        that is. Fields that are mapped besides stay as they are.
	-set FIELD=VALUE        A constant, for rows that have anything to look for.
	-set FIELD?=VALUE       The same, for rows in which the column of FIELD is empty.

Feedconv detects the delimiter (comma, semicolon, tab or pipe) from a line such as sep=;
before the header, or else from the header and the first rows. -delimiter names another
one. With -no-header the first row is data, and the columns are #1, #2 and so on. Quotes
are those of RFC 4180; spaces around values without quotes are left out. Text is UTF-8,
or UTF-16 with a byte order mark; other encodings are named with -encoding and never
guessed.

A row with more cells than the header is an error, even if the extra cells are empty. So
are a wrong quote and a row that repeats the header. A row may have fewer cells.
`
