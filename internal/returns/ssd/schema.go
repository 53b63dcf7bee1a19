// Package ssd writes the records as the Standard Safeguarding Dataset (SSD, Data to Insight, version 1.4.5) and brings an extract of it in.
//
// Invariants: rows follow from stories alone, byte for byte; a row's id follows from the record that it was made of and is no other row's of its
// entity; every cell that points to another row points to one that is written; an empty cell is null. Which field is filled from what is in
// docs/ssd.md, made from the same declarations that write and read the rows.
//
// Source: specs/ssd/entities.json (data_objects_specification.csv and the deployed extracts of the ssd-data-model repository).
package ssd

import (
	_ "embed"
	"encoding/json"
	"slices"
	"sync"
)

//go:embed schema.json
var schemaFile []byte

// Model is the dataset: its entities with their fields, and which field points to which.
type Model struct {
	Version   string              `json:"version"`
	Codes     map[string][]string `json:"codes"` // suggested ones too
	Entities  []Entity            `json:"entities"`
	Relations []Relation          `json:"relations"`
}

// Entity is one table of the dataset.
type Entity struct {
	Name   string  `json:"name"`
	Status string  `json:"status"` // core, placeholder, admin
	Fields []Field `json:"fields"`

	cols map[string]int
}

// Field is one column.
type Field struct {
	Name     string   `json:"name"`
	Type     string   `json:"type"` // as deployed on SQL Server
	Key      bool     `json:"pk"`
	Required bool     `json:"required"`
	Codes    string   `json:"codes"` // code set
	Keys     []string `json:"keys"`  // of a JSON object; every one is written
}

// Relation says that the child field holds values of the parent field, both as entity.field.
type Relation struct {
	Parent string `json:"parent"`
	Child  string `json:"child"`
}

// Schema is the dataset as the specification has it. It is not to be changed.
var Schema = sync.OnceValue(func() *Model {
	var m Model
	if err := json.Unmarshal(schemaFile, &m); err != nil {
		panic("schema.json is compiled in and does not read: " + err.Error())
	}
	for i := range m.Entities {
		e := &m.Entities[i]
		e.cols = make(map[string]int, len(e.Fields))
		for n, f := range e.Fields {
			e.cols[f.Name] = n
		}
	}
	return &m
})

// Entity finds an entity by name; nil when there is none.
func (m *Model) Entity(name string) *Entity {
	i := slices.IndexFunc(m.Entities, func(e Entity) bool { return e.Name == name })
	if i < 0 {
		return nil
	}
	return &m.Entities[i]
}

// Col is the place of a field, -1 when the entity has none of that name.
func (e *Entity) Col(field string) int {
	if i, ok := e.cols[field]; ok {
		return i
	}
	return -1
}

// KeyCol is the place of the field that tells rows apart.
func (e *Entity) KeyCol() int { return slices.IndexFunc(e.Fields, func(f Field) bool { return f.Key }) }

// Kind is how a field is stored.
type Kind int

// The kinds of field.
const (
	Text Kind = iota
	Moment
	Whole
	Fraction
)

// Kind is how the field is stored where types matter.
func (f Field) Kind() Kind {
	switch {
	case f.Type == "datetime":
		return Moment
	case f.Type == "int":
		return Whole
	case f.Type == "float":
		return Fraction
	}
	return Text
}
