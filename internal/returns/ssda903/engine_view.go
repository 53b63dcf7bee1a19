package ssda903

import (
	"sync"

	"throughline/internal/day"
	"throughline/internal/returns/finding"
)

// view is a return made ready for the rules: children as numbers in the order of their ids, codes as numbers, dates as days, rows found by
// child. It does not change once made, so rules read it side by side. Rows are int32 throughout, as the indexes hold them.
type view struct {
	*year       // this year's tables: v.Episodes, v.Header …
	last  *year // last year's

	r           *Return
	reading     finding.Reading
	postcodes   *Postcodes
	authorities *Authorities
	providers   *Providers
	start, end  day.Day // first and last day of the collection year
	ends        int     // calendar year in which it ends
	authority   string
	kids        []string // CHILD by number, ascending by code point
	nobody      int32    // the number of a blank CHILD, greater than all others

	cd      []int32 // this year's episodes in the order of convention CD_order
	allYear []bool  // by child: continuously looked after (convention continuously_looked_after)

	marks struct { // convention uasc_mark
		once sync.Once
		uasc []bool
	}
}

// sheet is one table of one year. One that was not loaded has no data and no rows.
type sheet struct {
	table Table
	last  bool
	data  *Data
	n     int32
	kid   []int32     // child of each row
	codes [][]code    // by column; nil where the column holds no codes
	days  [][]day.Day // by column, strict reading; nil where the column holds no dates

	starts []int32 // by child: where its rows begin in rows
	rows   []int32 // row numbers by child, in file order within each
}

func (s *sheet) loaded() bool { return s.data != nil }

// of is the rows of a child in file order.
func (s *sheet) of(kid int32) []int32 {
	if s.n == 0 {
		return nil
	}
	return s.rows[s.starts[kid]:s.starts[kid+1]]
}

// has says whether a child has a row.
func (s *sheet) has(kid int32) bool { return s.n != 0 && s.starts[kid] < s.starts[kid+1] }

// first is the first row of a child in file order, or -1.
func (s *sheet) first(kid int32) int32 {
	if !s.has(kid) {
		return -1
	}
	return s.rows[s.starts[kid]]
}

// text is the text of a cell; empty = blank. Columns are the constants of the model, such as EpisodesURN.
func (s *sheet) text(col int, row int32) string { return s.data.Cell(int(row), col) }

// blank says whether a cell is blank, as text. For dates this is not the same as missing: a malformed date is missing but not blank.
func (s *sheet) blank(col int, row int32) bool { return s.data.Blank(int(row), col) }

// lenient is a column by the free reading of dates (convention lenient_date).
func (s *sheet) lenient(col int) []day.Day {
	if s.data == nil {
		return nil
	}
	return s.data.LenientDays(col)
}

// year is the tables of one year with their columns by name. Columns of codes are []code, columns of dates []day.Day (strict, the zero day =
// missing); other columns are read with text and blank.
type year struct {
	sheets [Tables]*sheet

	Header struct {
		sheet
		SEX, ETHNIC, MOTHER []code
		DOB, MC_DOB         []day.Day
	}
	Episodes struct {
		sheet
		RNE, LS, CIN, PLACE, PLACE_PROVIDER, REC, REASON_PLACE_CHANGE []code
		DECOM, DEC                                                    []day.Day

		earliest, latest []int32 // by child: the row with the least and the greatest DECOM (convention earliest_latest), or -1
		undated          bool    // a child has episodes, but none with a valid DECOM
	}
	Reviews struct {
		sheet
		REVIEW_CODE []code
		DOB, REVIEW []day.Day
	}
	UASC struct {
		sheet
		SEX      []code
		DOB, DUC []day.Day
	}
	OC2 struct {
		sheet
		SDQ_REASON, CONVICTED, HEALTH_CHECK, IMMUNISATIONS, TEETH_CHECK, HEALTH_ASSESSMENT, SUBSTANCE_MISUSE, INTERVENTION_RECEIVED,
		INTERVENTION_OFFERED []code
		DOB []day.Day
	}
	OC3 struct {
		sheet
		IN_TOUCH, ACTIV, ACCOM []code
		DOB                    []day.Day
	}
	AD1 struct {
		sheet
		FOSTER_CARE, NB_ADOPTR, SEX_ADOPTR, LS_ADOPTR []code
		DOB, DATE_INT, DATE_MATCH                     []day.Day
	}
	PlacedAdoption struct {
		sheet
		REASON_PLACED_CEASED                 []code
		DOB, DATE_PLACED, DATE_PLACED_CEASED []day.Day
	}
	PrevPerm struct {
		sheet
		PREV_PERM, LA_PERM []code
		DOB                []day.Day
	}
	Missing struct {
		sheet
		MISSING                 []code
		DOB, MIS_START, MIS_END []day.Day
	}
	SWEpisodes struct {
		sheet
		SW_REASON             []code
		DOB, SW_DECOM, SW_DEC []day.Day
	}
	DoLo struct {
		sheet
		DOB, DOLO_START, DOLO_END []day.Day
	}
}

// codeColumns says which columns hold codes.
var codeColumns = [Tables][]int{
	Header:   {HeaderSEX, HeaderETHNIC, HeaderMOTHER},
	Episodes: {EpisodesRNE, EpisodesLS, EpisodesCIN, EpisodesPLACE, EpisodesPLACE_PROVIDER, EpisodesREC, EpisodesREASON_PLACE_CHANGE},
	Reviews:  {ReviewsREVIEW_CODE},
	UASC:     {UASCSEX},
	OC2: {OC2SDQ_REASON, OC2CONVICTED, OC2HEALTH_CHECK, OC2IMMUNISATIONS, OC2TEETH_CHECK, OC2HEALTH_ASSESSMENT, OC2SUBSTANCE_MISUSE,
		OC2INTERVENTION_RECEIVED, OC2INTERVENTION_OFFERED},
	OC3:            {OC3IN_TOUCH, OC3ACTIV, OC3ACCOM},
	AD1:            {AD1FOSTER_CARE, AD1NB_ADOPTR, AD1SEX_ADOPTR, AD1LS_ADOPTR},
	PlacedAdoption: {PlacedAdoptionREASON_PLACED_CEASED},
	PrevPerm:       {PrevPermPREV_PERM, PrevPermLA_PERM},
	Missing:        {MissingMISSING},
	SWEpisodes:     {SWEpisodesSW_REASON},
}

// name puts the columns of every sheet under their names.
func (y *year) name() {
	h := &y.Header
	h.SEX, h.ETHNIC, h.MOTHER = h.codes[HeaderSEX], h.codes[HeaderETHNIC], h.codes[HeaderMOTHER]
	h.DOB, h.MC_DOB = h.days[HeaderDOB], h.days[HeaderMC_DOB]

	e := &y.Episodes
	e.RNE, e.LS, e.CIN = e.codes[EpisodesRNE], e.codes[EpisodesLS], e.codes[EpisodesCIN]
	e.PLACE, e.PLACE_PROVIDER = e.codes[EpisodesPLACE], e.codes[EpisodesPLACE_PROVIDER]
	e.REC, e.REASON_PLACE_CHANGE = e.codes[EpisodesREC], e.codes[EpisodesREASON_PLACE_CHANGE]
	e.DECOM, e.DEC = e.days[EpisodesDECOM], e.days[EpisodesDEC]

	rv := &y.Reviews
	rv.REVIEW_CODE, rv.DOB, rv.REVIEW = rv.codes[ReviewsREVIEW_CODE], rv.days[ReviewsDOB], rv.days[ReviewsREVIEW]

	u := &y.UASC
	u.SEX, u.DOB, u.DUC = u.codes[UASCSEX], u.days[UASCDOB], u.days[UASCDUC]

	o := &y.OC2
	o.SDQ_REASON, o.CONVICTED, o.HEALTH_CHECK = o.codes[OC2SDQ_REASON], o.codes[OC2CONVICTED], o.codes[OC2HEALTH_CHECK]
	o.IMMUNISATIONS, o.TEETH_CHECK, o.HEALTH_ASSESSMENT = o.codes[OC2IMMUNISATIONS], o.codes[OC2TEETH_CHECK], o.codes[OC2HEALTH_ASSESSMENT]
	o.SUBSTANCE_MISUSE, o.INTERVENTION_RECEIVED = o.codes[OC2SUBSTANCE_MISUSE], o.codes[OC2INTERVENTION_RECEIVED]
	o.INTERVENTION_OFFERED, o.DOB = o.codes[OC2INTERVENTION_OFFERED], o.days[OC2DOB]

	l := &y.OC3
	l.IN_TOUCH, l.ACTIV, l.ACCOM, l.DOB = l.codes[OC3IN_TOUCH], l.codes[OC3ACTIV], l.codes[OC3ACCOM], l.days[OC3DOB]

	a := &y.AD1
	a.FOSTER_CARE, a.NB_ADOPTR = a.codes[AD1FOSTER_CARE], a.codes[AD1NB_ADOPTR]
	a.SEX_ADOPTR, a.LS_ADOPTR = a.codes[AD1SEX_ADOPTR], a.codes[AD1LS_ADOPTR]
	a.DOB, a.DATE_INT, a.DATE_MATCH = a.days[AD1DOB], a.days[AD1DATE_INT], a.days[AD1DATE_MATCH]

	p := &y.PlacedAdoption
	p.REASON_PLACED_CEASED, p.DOB = p.codes[PlacedAdoptionREASON_PLACED_CEASED], p.days[PlacedAdoptionDOB]
	p.DATE_PLACED, p.DATE_PLACED_CEASED = p.days[PlacedAdoptionDATE_PLACED], p.days[PlacedAdoptionDATE_PLACED_CEASED]

	pp := &y.PrevPerm
	pp.PREV_PERM, pp.LA_PERM, pp.DOB = pp.codes[PrevPermPREV_PERM], pp.codes[PrevPermLA_PERM], pp.days[PrevPermDOB]

	m := &y.Missing
	m.MISSING, m.DOB, m.MIS_START, m.MIS_END = m.codes[MissingMISSING], m.days[MissingDOB], m.days[MissingMIS_START], m.days[MissingMIS_END]

	s := &y.SWEpisodes
	s.SW_REASON, s.DOB = s.codes[SWEpisodesSW_REASON], s.days[SWEpisodesDOB]
	s.SW_DECOM, s.SW_DEC = s.days[SWEpisodesSW_DECOM], s.days[SWEpisodesSW_DEC]

	d := &y.DoLo
	d.DOB, d.DOLO_START, d.DOLO_END = d.days[DoLoDOB], d.days[DoLoDOLO_START], d.days[DoLoDOLO_END]
}
