package tablefeed

import (
	"strings"
	"sync"
	"unicode"
)

// A role is what a column means for an address.
type role uint8

const (
	noRole      role = iota
	line             // street and house number
	address          // a street and house number, or a whole address where the columns have no town
	street           // a street that may lack its house number
	streetType       // the word before the name of a street, such as Rue
	houseNumber      // the number alone
	weakNumber       // the same, if it is next to a street
	houseSuffix      // the letter after the number
	otherLine        // a second line, of little use for finding a place
	city             //
	postal           //
	postalCity       // postal code and town in one column
	state            // a first-level district: AdminDistrict
	county           // a second-level one: AdminDistrict2
	country          //
	whole            // a whole address
	latitude         //
	longitude        //
	weakWhole        // a whole address, if the word address is before it
	numRoles         //
)

// A known name is a role with a rank: of two columns of one role the one of the lower rank
// is meant.
type knownName struct {
	role role
	rank int
	// numberFirst is for streets: in the language of the name the house number comes first.
	numberFirst bool
}

// knownNames are the names of columns, folded and without what is between words.
var knownNames = sync.OnceValue(func() map[string]knownName {
	names := make(map[string]knownName)
	for _, list := range nameLists {
		for _, name := range strings.Fields(list.names) {
			names[name] = knownName{list.role, list.rank, list.numberFirst}
		}
	}
	return names
})

// nameLists are the names in the exports of customer, shop and contact programs, and those
// that people give their columns.
var nameLists = []struct {
	role        role
	rank        int
	numberFirst bool
	names       string
}{
	{line, 0, false, "streetaddress addressline1 address1 address12 addr1 addrline1 line1 street1 streetline1 addressstreet1 streetandnumber streetandhousenumber streetnameandnumber"},
	{line, 0, false, "strassehausnummer strasseundhausnummer strassehausnr strasseundhausnr strassehnr strassenr strasseundnr strasseundnummer strassenummer adresszeile1"},
	{line, 0, false, "adresse1 adresseligne1 ligneadresse1 numeroetvoie numetvoie straatenhuisnummer straathuisnummer straatennummer straatnr adresregel1"},
	{line, 0, false, "direccion1 lineadireccion1 lineadedireccion1 calleynumero callenumero indirizzo1 viaenumero viaecivico viacivico"},
	{address, 1, true, "address addr addressline"},
	{address, 1, false, "adresse anschrift adres direccion domicilio indirizzo"},
	{street, 2, false, "rua gata gate vej"},
	{street, 2, true, "street streetname road roadname rue voie nomvoie nomdevoie nomrue libellevoie nomdelavoie"},
	{street, 2, false, "strasse strassenname str straat straatnaam calle nombrecalle nombredelacalle nombrevia via nomevia"},
	{streetType, 0, false, "typevoie typedevoie naturevoie typevia tipovia tipodevia"},
	{houseNumber, 0, false, "housenumber housenum houseno housenr streetnumber streetno streetnum buildingnumber hausnummer hausnr huisnummer huisnr numerocivico ncivico nrcivico civico numerovoie numvoie numerodevoie numerocalle numeroexterior numexterior numext"},
	{weakNumber, 1, false, "number no nr num hnr numero nummer"},
	{houseSuffix, 0, false, "hausnummerzusatz hausnrzusatz adresszusatznummer huisnummertoevoeging huisnrtoevoeging toevoeging huisletter rep indicederepetition"},
	{otherLine, 0, false, "addressline2 addressline3 address2 address3 addr2 addr3 line2 line3 street2 street3 streetaddress2 unit apartment apt suite floor pobox extendedaddress adresszusatz complementadresse adresse2 adresseligne2 adresregel2 direccion2 piso puerta indirizzo2 interno scala"},
	{city, 0, false, "city cityname citytown towncity locality citylocality localitycity town townname"},
	{city, 0, false, "ort ortsname stadt stadtname wohnort ortschaft ville nomville commune nomcommune nomdelacommune localite plaats plaatsnaam woonplaats stad ciudad poblacion localidad citta localita cidade poststed postort"},
	{city, 1, false, "suburb village posttown municipality municipio gemeente gemeinde comune"},
	{postal, 0, false, "zip zipcode postal postalcode postcode postcodezip zippostcode zippostal zippostalcode postalzip postalzipcode postalcodezip postalzipcode pincode eircode"},
	{postal, 0, false, "plz postleitzahl codepostal cp codpostal codigopostal cap codiceavviamentopostale codicepostale postnummer postnr"},
	{postalCity, 0, false, "plzort plzundort plzstadt postleitzahlort cpville codepostalville codepostaletville cpciudad cppoblacion cplocalidad postcodeplaats postcodewoonplaats postcodeenplaats caplocalita capcitta capcomune citystatezip citystatezipcode zipcity postcodecity"},
	{state, 0, false, "stateprovince provincestate stateregion regionstate stateterritory stateprovinceregion stateprovincecounty stateorprovince admindistrict bundesland kanton comunidadautonoma ccaa"},
	{state, 0, false, "state province provincie"},
	{state, 1, false, "statename provincename"},
	{state, 2, false, "statecode provincecode stateprovincecode stateregioncode stateabbreviation stateabbr"},
	{state, vagueRank, false, "region regione estado"},
	{county, 0, false, "county countyname landkreis departement provincia provinciasigla siglaprovincia"},
	{country, 0, false, "country countryregion countryname countryregionname nation land pays pais paese nazione"},
	{country, 1, false, "countrycode countryid countryregioncode countryiso countryisocode countryiso2 isocountry isocountrycode landcode laendercode landercode laenderkuerzel landerkurzel codepays paysiso codigopais codpais codicepaese codicenazione"},
	{whole, 0, false, "fulladdress addressfull formattedaddress addressformatted completeaddress singlelineaddress addresscomplete vollstaendigeadresse vollstandigeadresse gesamtadresse adressecomplete direccioncompleta volledigadres volledigeadres indirizzocompleto"},
	{weakWhole, 0, false, "full formatted complete"},
	{latitude, 0, false, "lat latitude latitud latitudine breitengrad breedtegraad geolat geolatitude gpslat gpslatitude latdeg"},
	{longitude, 0, false, "lon lng long longitude longitud longitudine laengengrad langengrad lengtegraad geolon geolng geolong geolongitude gpslon gpslng gpslong gpslongitude londeg"},
}

// addressWords are words before a name that say nothing more than that it is of an address.
var addressWords = lazyWordSet("address addr adresse adres direccion indirizzo anschrift")

// qualifiers say which address of several a column is of, with how far from the usual one
// it is: 0 for the address itself. They may be before a name, and after it.
var qualifiers = sync.OnceValue(func() map[string]int {
	q := make(map[string]int)
	for rank, words := range []string{
		0: "",
		1: "default primary main permanent haupt principal hoofd principale",
		2: "billing shipping mailing delivery invoice home work business company office legal physical street postal residential registered visiting" +
			" rechnung rechnungs liefer lieferung lieferanschrift lieferadresse rechnungsadresse rechnungsanschrift versand geschaeft privat firma firmen kunde kunden" +
			" facturation livraison domicile siege facturacion envio entrega fiscal factuur factuuradres bezorg aflever verzend fatturazione spedizione consegna sede customer contact account client",
		9: "other alternate alternative secondary old former previous autre otra otro altro andere",
	} {
		for word := range wordSet(words) {
			q[word] = rank
		}
	}
	return q
})

// vagueRank is that of names which are also those of other things than states.
const vagueRank = 3

// usualRank is the rank of an address whose qualifier is not known.
const usualRank = 2

// foreignWords are words before a name that make it something else.
var foreignWords = lazyWordSet("email mail ip mac web website url phone tel fax birth geburts geburt naissance nacimiento geboorte nascita currency bank tax vat origin")

// compoundStems are what German and Dutch names begin with in one word, as in Lieferort.
var compoundStems = []string{"rechnungs", "liefer", "versand", "kunden", "firmen", "factuur", "aflever", "bezorg", "verzend"}

// noStates are values of columns named State or Region that are something else.
var noStates = lazyWordSet("active inactive enabled disabled invited declined open closed pending new done draft paid single married divorced widowed emea apac amer latam north south east west activo inactivo abierto cerrado pendiente")

// streetSigns end or begin the names of streets after which the house number comes.
var streetSigns = []string{"strasse", "str.", "gasse", "platz", "allee", "weg", "straat", "laan", "plein", "calle ", "avenida ", "paseo ", "plaza ", "via ", "viale ", "corso ", "piazza "}

// lazyWordSet returns a function that returns the words as a set, which is made when it is
// needed.
func lazyWordSet(words string) func() map[string]bool {
	return sync.OnceValue(func() map[string]bool { return wordSet(words) })
}

func wordSet(words string) map[string]bool {
	set := make(map[string]bool)
	for _, word := range strings.Fields(words) {
		set[word] = true
	}
	return set
}

// nameWords returns the words of a column's name, folded: BillingZIPCode2, billing_zip_code_2
// and "Billing ZIP-Code 2" all have the words billing, zip, code and 2.
func nameWords(name string) []string {
	var words []string
	var word []rune
	end := func() {
		if len(word) > 0 {
			words, word = append(words, fold(string(word))), nil
		}
	}
	runes := []rune(name)
	for i, c := range runes {
		switch {
		case unicode.Is(unicode.Mn, c):
			continue
		case !unicode.IsLetter(c) && !unicode.IsDigit(c):
			end()
			continue
		case i > 0 && startsWord(runes[i-1], c, runes[i+1:]):
			end()
		}
		word = append(word, c)
	}
	end()
	return words
}

// startsWord reports whether a letter or digit begins a word although nothing is between it
// and the one before.
func startsWord(before, c rune, after []rune) bool {
	switch {
	case unicode.IsDigit(before) != unicode.IsDigit(c):
		return true
	case unicode.IsUpper(c) && unicode.IsLower(before):
		return true
	case unicode.IsUpper(c) && unicode.IsUpper(before):
		return len(after) > 1 && unicode.IsLower(after[0]) && unicode.IsLower(after[1])
	}
	return false
}

// fold returns a text in lower case without accents.
func fold(text string) string {
	return accents.Replace(strings.ToLower(text))
}

var accents = strings.NewReplacer("ß", "ss", "æ", "ae", "œ", "oe", "ø", "o", "å", "a",
	"à", "a", "á", "a", "â", "a", "ã", "a", "ä", "a", "ç", "c", "è", "e", "é", "e", "ê", "e", "ë", "e",
	"ì", "i", "í", "i", "î", "i", "ï", "i", "ñ", "n", "ò", "o", "ó", "o", "ô", "o", "õ", "o", "ö", "o",
	"ù", "u", "ú", "u", "û", "u", "ü", "u", "ý", "y", "ÿ", "y", "\u0300", "", "\u0301", "", "\u0302", "", "\u0303", "", "\u0308", "", "\u0327", "")
