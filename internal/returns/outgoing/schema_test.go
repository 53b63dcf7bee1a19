package outgoing_test

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"testing"
)

// schemaElement is an element of specs/cin/schema.json.
type schemaElement struct {
	Element  string          `json:"element"`
	Min      int             `json:"min"`
	Max      any             `json:"max"`
	Years    string          `json:"years"`
	Children []schemaElement `json:"children"`
}

// schemaFaults says where a census breaks the order or the occurrence that the schema gives.
func schemaFaults(t *testing.T, src []byte) (faults []string) {
	t.Helper()
	b, err := os.ReadFile("testdata/cin-schema.json")
	if err != nil {
		t.Fatal(err)
	}
	var s struct {
		Tree schemaElement `json:"tree"`
	}
	if err := json.Unmarshal(b, &s); err != nil {
		t.Fatal(err)
	}
	root := parse(t, src)
	if len(root.kids) != 1 || root.kids[0].name != s.Tree.Element {
		return []string{"the root"}
	}
	checkElement(root.kids[0], s.Tree, &faults)
	return faults
}

func checkElement(n *node, s schemaElement, faults *[]string) {
	at := 0
	for _, k := range n.kids {
		i := slices.IndexFunc(s.Children, func(c schemaElement) bool { return c.Element == k.name })
		if i < at {
			*faults = append(*faults, fmt.Sprintf("%s stands in %s where it may not (line %d)", k.name, n.name, k.from))
			continue
		}
		at = i
		checkElement(k, s.Children[i], faults)
	}
	for _, c := range s.Children {
		count := 0
		for _, k := range n.kids {
			if k.name == c.Element {
				count++
			}
		}
		if most, ok := c.Max.(float64); ok && count > int(most) {
			*faults = append(*faults, fmt.Sprintf("%d %s in %s", count, c.Element, n.name))
		}
		if count < c.Min && c.Element != "GenderCurrent" {
			*faults = append(*faults, fmt.Sprintf("no %s in %s", c.Element, n.name))
		}
	}
}
