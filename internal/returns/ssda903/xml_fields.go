package ssda903

// xmlTables are the tables that the XML form has, and the element that holds a row of each where it is a block.
var xmlTables = [...]Table{Header, Episodes, Reviews, UASC, OC2, OC3, AD1, PlacedAdoption, PrevPerm, Missing}

// blocks are the elements of HEADER that become rows.
var blocks = map[string]Table{"AREVIEW": Reviews, "OC2": OC2, "PERMANENCE": PrevPerm, "AMISSING": Missing, "AD_PLACED": PlacedAdoption}

// field numbers every element that can hold a value: the columns of the XML form and UASC, which is a mark and no column.
type field uint8

// fieldSet is how elements and columns belong together.
type fieldSet struct {
	names  []string
	byName map[string]field
	cols   [Tables][]field  // field of each column
	date   []bool           // by field
	single []bool           // by field: it stands in HEADER itself
	col    [Tables][64]int8 // column of each field in a table, or -1

	child, dob, uasc, duc field
}

// fields never changes.
var fields = makeFields()

func makeFields() *fieldSet {
	f := &fieldSet{byName: map[string]field{}}
	add := func(name string) field {
		if id, ok := f.byName[name]; ok {
			return id
		}
		id := field(len(f.names))
		f.byName[name] = id
		f.names = append(f.names, name)
		return id
	}
	for t := range f.col {
		for i := range f.col[t] {
			f.col[t][i] = -1
		}
	}
	for _, t := range xmlTables {
		for c, name := range t.Columns() {
			id := add(name)
			f.cols[t] = append(f.cols[t], id)
			f.col[t][id] = int8(c)
		}
	}
	f.uasc = add("UASC")
	f.byName["CHILDID"], f.byName["PL"] = f.byName["CHILD"], f.byName["PLACE"]
	f.date = make([]bool, len(f.names))
	for _, t := range xmlTables {
		for _, c := range dateColumns[t] {
			f.date[f.cols[t][c]] = true
		}
	}
	f.single = make([]bool, len(f.names))
	for _, t := range [...]Table{Header, UASC, OC3, AD1} {
		for _, id := range f.cols[t] {
			f.single[id] = true
		}
	}
	f.single[f.uasc] = true
	f.child, f.dob, f.duc = f.byName["CHILD"], f.byName["DOB"], f.byName["DUC"]
	return f
}
