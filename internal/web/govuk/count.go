package govuk

import (
	"maps"
	"strconv"
	"strings"
)

// CharacterCount is a textarea that says how much room is left. The server has to check the length as well.
type CharacterCount struct {
	Textarea
	MaxLength    int    // characters; 0 for none
	MaxWords     int    // words; 0 for none; wins over MaxLength
	Threshold    int    // per cent of the room that must be used before the count shows
	CountType    string // "characters" or "words", when it is not what the limits say
	Description  string // "You can enter up to %{count} characters" unless given
	CountClasses string
	Texts        Attrs // the script's own texts, data-i18n.characters-under-limit.one and so on
}

// Template implements Component.
func (CharacterCount) Template() string { return "govuk/character-count" }

// Counted is the textarea with what the script needs. It is for the template.
func (c CharacterCount) Counted() Textarea {
	t := c.Textarea
	id := or(t.ID, t.Name)
	kind := c.CountType
	if kind == "" && c.MaxWords > 0 {
		kind = "words"
	}
	attrs := Attrs{"data-module": "govuk-character-count"}
	number := func(name string, n int) {
		if n > 0 {
			attrs[name] = strconv.Itoa(n)
		}
	}
	number("data-maxlength", c.MaxLength)
	number("data-maxwords", c.MaxWords)
	number("data-threshold", c.Threshold)
	if kind != "" {
		attrs["data-count-type"] = kind
	}
	limit := c.MaxWords
	if limit == 0 {
		limit = c.MaxLength
	}
	message := ""
	if limit > 0 {
		noun := "characters"
		if kind == "words" {
			noun = "words"
		}
		message = strings.ReplaceAll(or(c.Description, "You can enter up to %{count} "+noun), "%{count}", strconv.Itoa(limit))
	} else if c.Description != "" {
		attrs["data-i18n.textarea-description.other"] = c.Description
	}
	maps.Copy(attrs, c.Texts)
	maps.Copy(attrs, t.Group.Attributes)
	t.Group.Attributes = attrs
	t.Group.Classes = join("govuk-character-count", t.Group.Classes)
	t.Classes = join("govuk-js-character-count", t.Classes)
	t.DescribedBy = id + "-info"
	t.Count = Hint{Text: message, ID: id + "-info", Classes: join("govuk-character-count__message", c.CountClasses)}
	return t
}
