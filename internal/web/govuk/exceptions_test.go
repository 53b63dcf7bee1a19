package govuk_test

const (
	holes   = "items that are null, false or empty: a Go slice of structs has no holes"
	threeOf = "false given, which differs from nothing given: a Go bool has two states; leave the value out of the chosen ones instead"
)

// exceptions are the fixtures that we do not follow: component, fixture, reason. The test fails when one starts to pass.
var exceptions = map[string]map[string]string{
	"button": {
		"don't prevent double click": "the attribute with the value false does what no attribute does",
	},
	"checkboxes": {
		"with falsy values":             holes,
		"empty conditional":             "conditional markup given as false: ours is text",
		"item checked overrides values": threeOf,
	},
	"date-input": {
		"with field value and items":              "a value beside the list of boxes as well as in it: ours has one place",
		"with field value and item value":         "a value beside the list of boxes as well as in it: ours has one place",
		"with field value, item value and values": "a value beside the list of boxes as well as in it: ours has one place",
	},
	"error-summary": {
		"autofocus explicitly enabled": "the attribute with the value false does what no attribute does",
	},
	"file-upload": {
		"with value": "browsers ignore the value of a file input",
	},
	"footer": {
		"with empty meta":       "a hidden heading with nothing below it helps nobody",
		"with empty meta items": "a hidden heading with nothing below it helps nobody",
	},
	"notification-banner": {
		"auto-focus explicitly enabled, with type as success": "the attribute with the value false does what no attribute does",
	},
	"pagination": {
		"with empty items": holes,
	},
	"panel": {
		"interruption, no actions items": "a box for actions without any action",
	},
	"radios": {
		"with falsy items":             holes,
		"with empty conditional":       "conditional markup given as false: ours is text",
		"item checked overrides value": threeOf,
	},
	"select": {
		"with falsy items":              holes,
		"with falsy values":             "values that are false or nought: ours are texts",
		"item selected overrides value": threeOf,
	},
	"service-navigation": {
		"with navigation having empty values":      holes,
		"with navigation having only empty values": holes,
	},
	"summary-list": {
		"with falsy values": holes,
	},
	"table": {
		"with falsy items": holes,
	},
	"tabs": {
		"with falsy values": holes,
	},
	"task-list": {
		"with empty values": holes,
	},
}
