#!/bin/sh
# Guess:  a reader of Excel workbooks gives the text of a cell. The reading in katakana, which Excel keeps beside
#         Japanese text as it was typed and usually does not show, is no part of it.
# Really: xlsxreader gives the last reading in place of the text: of 東京都千代田区1-1 only チヨダク is left. Two readers
#         for Perl add all the readings at the end of the text. There is no error, and Latin text is right.
# Where:  github.com/thedatashed/xlsxreader v1.2.8 (Go), the newest; Spreadsheet::ParseXLSX 0.27 (Debian
#         libspreadsheet-parsexlsx-perl 0.27-3+deb12u2) and Spreadsheet::XLSX 0.17 (Debian libspreadsheet-xlsx-perl
#         0.17-1), Perl; for comparison github.com/tealeg/xlsx/v3 v3.3.13 (Go). Run with Go 1.26 and Perl 5.36; it needs
#         Debian 12 on amd64. No document mentions it; it is known to ParseXLSX (its issue 72 of 2017, open).
# Why:    addresses in Japan come as workbooks. What is left of one still names a ward, so a geocoder finds a place.
set -eu
command -v go >/dev/null || { echo "go is not installed"; exit 2; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
chmod 755 .

echo "== install xlsxreader v1.2.8, xlsx/v3 v3.3.13, Spreadsheet::ParseXLSX 0.27, Spreadsheet::XLSX 0.17"
export GOMODCACHE="$dir/modules" GOFLAGS=-modcacherw
go mod init example >go.log 2>&1 && go get github.com/thedatashed/xlsxreader@v1.2.8 \
  github.com/tealeg/xlsx/v3@v3.3.13 >go.log 2>&1 || { cat go.log; exit 2; }
apt-get -qq download libspreadsheet-parsexlsx-perl=0.27-3+deb12u2 libspreadsheet-xlsx-perl=0.17-1 \
  libarchive-zip-perl=1.68-1 libcrypt-rc4-perl=2.02-5 libcryptx-perl=0.077-1+b1 libdigest-perl-md5-perl=1.9-5 \
  libgraphics-colorutils-perl=0.17-4 libole-storage-lite-perl=0.20-2 libspreadsheet-parseexcel-perl=0.6500-4~deb12u1 \
  libxml-parser-perl=2.46-4+deb12u1 libxml-twig-perl=1:3.52-2 2>apt.log || { cat apt.log; exit 2; }
for package in *.deb; do dpkg-deb -x "$package" root; done

cat >main.go <<'GO'
package main

import (
	"archive/zip"
	"fmt"
	"os"

	"github.com/tealeg/xlsx/v3"
	"github.com/thedatashed/xlsxreader"
)

const (
	office   = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	packages = "http://schemas.openxmlformats.org/package/2006/"
	main_    = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	types    = "application/vnd.openxmlformats-officedocument.spreadsheetml."
)

// parts are those of a workbook with one sheet. Its two addresses are stored as Excel stores what is typed.
var parts = [][2]string{
	{"[Content_Types].xml", `<Types xmlns="` + packages + `content-types">` +
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
		`<Override PartName="/xl/workbook.xml" ContentType="` + types + `sheet.main+xml"/>` +
		`<Override PartName="/xl/worksheets/sheet1.xml" ContentType="` + types + `worksheet+xml"/>` +
		`<Override PartName="/xl/styles.xml" ContentType="` + types + `styles+xml"/>` +
		`<Override PartName="/xl/sharedStrings.xml" ContentType="` + types + `sharedStrings+xml"/></Types>`},
	{"_rels/.rels", `<Relationships xmlns="` + packages + `relationships">` +
		`<Relationship Id="rId1" Type="` + office + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
	{"xl/workbook.xml", `<workbook xmlns="` + main_ + `" xmlns:r="` + office + `">` +
		`<sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>`},
	{"xl/_rels/workbook.xml.rels", `<Relationships xmlns="` + packages + `relationships">` +
		`<Relationship Id="rId1" Type="` + office + `/worksheet" Target="worksheets/sheet1.xml"/>` +
		`<Relationship Id="rId2" Type="` + office + `/styles" Target="styles.xml"/>` +
		`<Relationship Id="rId3" Type="` + office + `/sharedStrings" Target="sharedStrings.xml"/></Relationships>`},
	{"xl/styles.xml", `<styleSheet xmlns="` + main_ + `"><fonts count="1"><font><sz val="11"/></font></fonts>` +
		`<fills count="1"><fill><patternFill patternType="none"/></fill></fills>` +
		`<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>` +
		`<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>` +
		`<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs></styleSheet>`},
	{"xl/sharedStrings.xml", `<sst xmlns="` + main_ + `" count="2" uniqueCount="2">` +
		`<si><t>東京都千代田区1-1</t><rPh sb="0" eb="3"><t>トウキョウト</t></rPh><rPh sb="3" eb="7"><t>チヨダク</t></rPh>` +
		`<phoneticPr fontId="0"/></si><si><t>1 Main St</t></si></sst>`},
	{"xl/worksheets/sheet1.xml", `<worksheet xmlns="` + main_ + `"><sheetData>` +
		`<row r="1"><c r="A1" t="s"><v>0</v></c></row><row r="2"><c r="A2" t="s"><v>1</v></c></row>` +
		`</sheetData></worksheet>`},
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func main() {
	file, err := os.Create("addresses.xlsx")
	check(err)
	archive := zip.NewWriter(file)
	for _, part := range parts {
		w, err := archive.Create(part[0])
		check(err)
		_, err = w.Write([]byte(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n" + part[1]))
		check(err)
	}
	check(archive.Close())
	check(file.Close())

	workbook, err := xlsx.OpenFile("addresses.xlsx")
	check(err)
	check(workbook.Sheets[0].ForEachRow(func(row *xlsx.Row) error {
		fmt.Println("xlsx/v3:", row.GetCell(0).Value)
		return nil
	}))
	reader, err := xlsxreader.OpenFile("addresses.xlsx")
	check(err)
	defer reader.Close()
	for row := range reader.ReadRows(reader.Sheets[0]) {
		check(row.Error)
		fmt.Println("xlsxreader:", row.Cells[0].Value)
	}
}
GO
cat >read.pl <<'PERL'
use strict;
use warnings;
use Spreadsheet::ParseXLSX;
use Spreadsheet::XLSX;

my $parsed = Spreadsheet::ParseXLSX->new->parse('addresses.xlsx') or die;
for my $row (0, 1) {
    my $text = ($parsed->worksheets)[0]->get_cell($row, 0)->value;
    utf8::encode($text);
    print "Spreadsheet::ParseXLSX: $text\n";
}
my $read = Spreadsheet::XLSX->new('addresses.xlsx');
print "Spreadsheet::XLSX: $read->{Worksheet}[0]{Cells}[$_][0]{Val}\n" for 0, 1;
PERL
{
  go run .
  PERL5LIB=root/usr/share/perl5:root/usr/lib/x86_64-linux-gnu/perl5/5.36 perl read.pl
} >out.txt
cat out.txt

cat >expected.txt <<'TXT'
xlsx/v3: 東京都千代田区1-1
xlsx/v3: 1 Main St
xlsxreader: チヨダク
xlsxreader: 1 Main St
Spreadsheet::ParseXLSX: 東京都千代田区1-1トウキョウトチヨダク
Spreadsheet::ParseXLSX: 1 Main St
Spreadsheet::XLSX: 東京都千代田区1-1トウキョウトチヨダク
Spreadsheet::XLSX: 1 Main St
TXT
if cmp -s out.txt expected.txt; then
  echo "as recorded: one reader gives the reading for the text, two add it"
else
  echo "changed: expected"
  cat expected.txt
  exit 1
fi
