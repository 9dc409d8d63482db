package validate

import (
	"fmt"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/quote"
)

var statusRules = []Rule{
	{
		Code: "status-missing", Severity: Warning, Kinds: Results,
		Title: "a result without a StatusCode",
		Text: `The service gives every entity a StatusCode. Without one it is open whether the
entity failed, or was never sent.`,
		Bad:    `<GeocodeEntity Id="1"><GeocodeResponse>…</GeocodeResponse></GeocodeEntity>`,
		Good:   `<GeocodeEntity Id="1"><GeocodeResponse>…</GeocodeResponse><StatusCode>Success</StatusCode></GeocodeEntity>`,
		check:  checkStatusMissing,
		unless: []feed.Field{feed.StatusCode},
	},
	{
		Code: "entity-failed", Severity: Warning, Kinds: Results,
		Title: "an entity that the service could not serve",
		Text: `Its StatusCode is not Success; the FaultReason says why. The service returns the
request as it understood it, often empty, so the rules for requests do not look
at it.`,
		Bad:    `<StatusCode>BadRequest</StatusCode><FaultReason>…</FaultReason>`,
		Good:   `<StatusCode>Success</StatusCode>`,
		check:  checkFailed,
		values: []feed.Field{feed.StatusCode},
	},
	{
		Code: "response-missing", Severity: Warning, Kinds: Results,
		Title: "Success without a response",
		Text: `The service understood the request and found nothing: no address fits, or the
ConfidenceFilter left none.`,
		Bad:    `<GeocodeEntity Id="1"><StatusCode>Success</StatusCode></GeocodeEntity>`,
		Good:   `<GeocodeEntity Id="1"><GeocodeResponse>…</GeocodeResponse><StatusCode>Success</StatusCode></GeocodeEntity>`,
		check:  checkResponseMissing,
		on:     []feed.Field{feed.StatusCode},
		unless: feed.ResponseGroup.Fields(),
	},
}

func checkStatusMissing(e *entity) {
	if len(e.text(feed.StatusCode)) == 0 && e.knows(feed.EntityGroup) {
		e.report(feed.StatusCode, "the result has no StatusCode", "fetch it again, or check the feed as an upload")
	}
}

func checkFailed(e *entity) {
	if !e.failed || !e.count() {
		return
	}
	message := "the service answered " + quote.Text(e.text(feed.StatusCode))
	if reason := e.text(feed.FaultReason); len(reason) > 0 {
		message += fmt.Sprintf(` with the reason "%s"`, oneLine(clip(string(reason))))
	}
	e.queuePart(e.Entity(), feed.StatusCode, message, "correct the entity and send it again")
}

func checkResponseMissing(e *entity) {
	if len(e.responses) == 0 && isSuccess(e.text(feed.StatusCode)) && e.knows(feed.ResponseGroup) && e.knows(feed.EntityGroup) {
		e.reportEntity("GeocodeResponse", "the service succeeded and found nothing", "try a wider request")
	}
}
