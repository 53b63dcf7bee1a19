package ssda903

import (
	"math"
	"strings"
)

// The upper-tier code of a placement outside England (convention derived_columns).
const (
	Scotland        = "SCO"
	NorthernIreland = "NIR"
	Wales           = "WAL"
)

// PlacementAuthority is the upper-tier authority of a postcode: a code, or SCO, NIR, WAL. known says that the postcode exists and has a district;
// la is empty when the district is in no list.
func PlacementAuthority(code string, p *Postcodes, a *Authorities) (la string, known bool) {
	pt, ok := p.Find(code)
	if !ok || pt.District == "" {
		return "", false
	}
	switch {
	case strings.HasPrefix(pt.District, "S"):
		return Scotland, true
	case strings.HasPrefix(pt.District, "N"):
		return NorthernIreland, true
	case strings.HasPrefix(pt.District, "W"):
		return Wales, true
	}
	la, _ = a.Upper(pt.District)
	return la, true
}

// Distance is the straight line between two postcodes in miles, to one decimal as the return has it; NaN when either has no grid reference.
func Distance(from, to string, p *Postcodes) float64 {
	a, okA := p.Find(from)
	b, okB := p.Find(to)
	if !okA || !okB || !a.Grid || !b.Grid {
		return math.NaN()
	}
	dx, dy := a.East-b.East, a.North-b.North
	miles := math.Sqrt(float64(dx*dx+dy*dy)) / 1000 / 1.6093
	return math.RoundToEven(miles*10) / 10
}

// places works out the derived columns of Episodes; nil without such a table. Without a reporting council there is no PL_LOCATION.
func places(d *Data, o Options) *Places {
	if d == nil {
		return nil
	}
	n := d.Rows()
	p := &Places{LA: make([]string, n), Location: make([]string, n), Distance: make([]float64, n)}
	for i := range n {
		post := d.Cell(i, EpisodesPL_POST)
		p.Distance[i] = math.NaN()
		if post == "" {
			continue
		}
		la, known := PlacementAuthority(post, o.Postcodes, o.Authorities)
		p.LA[i] = la
		switch {
		case !known || o.Authority == "":
		case la == o.Authority:
			p.Location[i] = "IN"
		default:
			p.Location[i] = "OUT"
		}
		if home := d.Cell(i, EpisodesHOME_POST); home != "" {
			p.Distance[i] = Distance(home, post, o.Postcodes)
		}
	}
	return p
}

// uascMarks works out the marks of Header in CSV form; nil when either table is absent (convention uasc_mark). The peer writes one mark for
// each UASC row of a child, so that after a child who stands twice in UASC the marks of all later rows are shifted; as intended, a child is
// marked that has a row.
func uascMarks(header, uasc *Data, reading Reading) []string {
	if header == nil || uasc == nil {
		return nil
	}
	rows := make(map[string]int, uasc.Rows())
	for i := range uasc.Rows() {
		rows[uasc.Cell(i, UASCCHILD)]++
	}
	n := header.Rows()
	marks := make([]string, 0, n)
	for i := 0; i < n && len(marks) < n; i++ {
		switch k := rows[header.Cell(i, HeaderCHILD)]; {
		case k == 0:
			marks = append(marks, "0")
		case reading == Intended:
			marks = append(marks, "1")
		default:
			for ; k > 0 && len(marks) < n; k-- {
				marks = append(marks, "1")
			}
		}
	}
	return marks
}
