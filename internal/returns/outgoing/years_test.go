package outgoing_test

import (
	"bytes"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"throughline/internal/access"
	"throughline/internal/command/commandtest"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/journal"
	"throughline/internal/record"
	"throughline/internal/returns/intake"
	"throughline/internal/returns/outgoing"
	"throughline/internal/returns/ssda903"
	"throughline/internal/safekeeping"
	"throughline/internal/story"
)

// eachHouse runs a test on every engine.
func eachHouse(t *testing.T, test func(h house)) {
	t.Helper()
	commandtest.Each(t, lists(), func(t *testing.T, d *commandtest.Desk) {
		d.Clock.Set(time.Date(2027, time.July, 1, 9, 0, 0, 0, time.UTC))
		test(house{d, t})
	})
}

// TestOnEveryEngine: one set of each return, in and out and taken back, with nothing left and the journal sound.
func TestOnEveryEngine(t *testing.T) {
	t.Parallel()
	census := cinSets(t)["cin-dev-02-clean2627.xml"]
	looked, year := set903(t, "clean02")
	eachHouse(t, func(h house) {
		one := h.cin("census.xml", census)
		two := h.ssda903("looked", looked, year)
		out, rep := h.exportCIN(outgoing.CINOptions{Year: 2027})
		if diff := cmp.Diff(canonicalChildren(parse(h.t, census)), canonicalChildren(parse(h.t, out))); diff != "" || len(rep.Differences) > 0 {
			h.t.Errorf("%v\n%s", rep.Differences, diff)
		}
		back, rep := h.export903(year, ssda903.CSV)
		was, is := rows903(looked.read(h.t)), rows903(back.read(h.t))
		for table := range is {
			slices.Sort(was[table])
			slices.Sort(is[table])
		}
		if diff := cmp.Diff(was, is); diff != "" || len(rep.Differences) > 0 {
			h.t.Errorf("%v\n%s", rep.Differences, diff)
		}
		for _, r := range []intake.Report{two, one} {
			_, err := intake.Undo(h.t.Context(), h.Desk.Desk, analyst, r.Subject)
			h.ok(err)
		}
		if left := h.records(); len(left) > 0 {
			h.t.Errorf("%d records after the undo", len(left))
		}
		k := safekeeping.Keeper{DB: h.DB, Journal: h.Journal, Lists: h.Lists}
		v, err := k.Verify(h.t.Context(), nil, func(string, int64, int64) {})
		h.ok(err)
		if len(v.Faults) > 0 {
			h.t.Errorf("verify: %v", v.Faults[:min(5, len(v.Faults))])
		}
	})
}

// TestTwoYears: last year's return and this year's are one story, from which each comes out as it came in.
func TestTwoYears(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"clean01", "clean02"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			now, year := set903(t, name)
			before := files{}
			for _, p := range glob(t, filepath.Join(sets903, name, "prev", "*.csv")) {
				before[filepath.Base(p)] = contents(t, p)
			}
			h := newHouse(t, t.TempDir(), "one")
			h.ssda903("before", before, year-1)
			rep := h.ssda903("now", now, year)
			if rep.Matched.Children == 0 || len(rep.Held) > 0 {
				t.Errorf("joined: %s matched, held %v", rep.Matched, rep.Held)
			}
			disputed := map[string]bool{} // children about whom the two returns contradict each other
			for _, c := range rep.Conflicts {
				disputed[h.numberOf(c.Subject)] = true
			}
			if len(disputed) > rep.Of/20 {
				t.Errorf("the two years contradict each other about %d children of %d: the rest of this test proves little", len(disputed), rep.Of)
			}
			for _, y := range []struct {
				year int
				src  files
			}{{year - 1, before}, {year, now}} {
				out, _ := h.export903(y.year, ssda903.CSV)
				was, is := rows903(y.src.read(t)), rows903(out.read(t))
				missing, extra := beside(was, is, disputed)
				// What the other year told of the same child is here too: facts without a date are those of now.
				if len(missing["Episodes"])+len(extra["Episodes"])+len(missing["Reviews"])+len(extra["Reviews"])+len(missing["OC2"])+len(extra["OC2"])+
					len(missing["OC3"])+len(extra["OC3"])+len(missing["Missing"])+len(extra["Missing"]) > 0 {
					t.Errorf("%d: missing %v, extra %v", y.year, missing, extra)
				}
			}
		})
	}
}

// numberOf is the council's number of a child.
func (h house) numberOf(subject string) (id string) {
	h.t.Helper()
	s, err := h.Story(h.t.Context(), subject)
	h.ok(err)
	for _, i := range story.All[record.Identifier](s) {
		if i.Body.Type == record.LAChildID {
			id = i.Body.Value
		}
	}
	return id
}

// beside gives the rows that only one of two returns has, by table, but for those of some children.
func beside(was, is map[string][]string, but map[string]bool) (missing, extra map[string][]string) {
	missing, extra = map[string][]string{}, map[string][]string{}
	of := func(a, b map[string][]string, out map[string][]string) {
		for table, rows := range a {
			bag := map[string]int{}
			for _, r := range b[table] {
				bag[r]++
			}
			for _, r := range rows {
				child, _, _ := strings.Cut(r, "|")
				if bag[r]--; bag[r] < 0 && !but[child] {
					out[table] = append(out[table], r)
				}
			}
		}
	}
	of(was, is, missing)
	of(is, was, extra)
	return missing, extra
}

// TestXML: a return comes out as XML with the same rows but for those that the form has no room for, which are named.
func TestXML(t *testing.T) {
	t.Parallel()
	src, year := set903(t, "clean01")
	h := newHouse(t, t.TempDir(), "one")
	h.ssda903("clean01", src, year)
	out, rep := h.export903(year, ssda903.XML)
	missing, extra := beside(rows903(src.read(t)), rows903(out.read(t)), nil)
	left := 0
	for _, rows := range missing {
		left += len(rows)
	}
	if len(extra) > 0 || left != len(rep.Differences) || len(missing["DoLo"]) != left || left == 0 {
		t.Errorf("%v\nmissing %v\nextra %v", rep.Differences, missing, extra)
	}
}

// TestBothReturnsOneChild: a census and an SSDA903 meet in one child; what they disagree in is shown with both sources, and the first is kept.
func TestBothReturnsOneChild(t *testing.T) {
	t.Parallel()
	h := newHouse(t, t.TempDir(), "one")
	h.cin("census.xml", []byte(`<Message><Header><CollectionDetails><Collection>CIN</Collection><Year>2026</Year><ReferenceDate>2026-03-31</ReferenceDate></CollectionDetails>
<Source><LEA>202</LEA></Source></Header><Children><Child><ChildIdentifiers><LAchildID>77</LAchildID><PersonBirthDate>2015-04-02</PersonBirthDate><Sex>F</Sex></ChildIdentifiers>
<ChildCharacteristics><Ethnicity>WBRI</Ethnicity></ChildCharacteristics><CINdetails><CINreferralDate>2025-05-01</CINreferralDate><ReferralNFA>0</ReferralNFA></CINdetails></Child></Children></Message>`))
	f := files{
		"header.csv":   []byte("CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\n77,F,02/04/2015,WIRI,,,\n78,M,03/05/2014,WBRI,,,\n"),
		"episodes.csv": []byte("CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN\n77,01/06/2025,S,C2,N1,U4,PR1,,,,AB1 2CD,AB1 2CE,1234567\n78,01/06/2025,S,C2,N1,U4,PR1,,,,,,\n"),
	}
	rep := h.ssda903("looked", f, 2026)
	if rep.Added.Children != 1 || rep.Matched.Children != 1 || len(rep.Held) > 0 {
		t.Errorf("%+v", rep)
	}
	if len(rep.Conflicts) != 1 || rep.Conflicts[0].Field != "ETHNIC" || rep.Conflicts[0].Incoming != "WIRI" || !strings.HasPrefix(rep.Conflicts[0].HeldSource, "cin:") ||
		!strings.HasPrefix(rep.Conflicts[0].Source, "ssda903:") || rep.Conflicts[0].Place != "Header 1, ETHNIC" {
		t.Errorf("conflicts %+v", rep.Conflicts)
	}
	out, er := h.export903(2026, ssda903.CSV)
	if got := rows903(out.read(t))["Header"]; !slices.Contains(got, "77|F|02/04/2015|WBRI|||") {
		t.Errorf("Header %v", got)
	}
	if len(er.Differences) != 1 || er.Differences[0].Place != "Header 1, ETHNIC" {
		t.Errorf("differences %+v", er.Differences)
	}
	doubt := h.ssda903("doubt", files{"header.csv": []byte("CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\n77,F,02/04/2005,WBRI,,,\n")}, 2026)
	if doubt.Added.Children+doubt.Matched.Children > 0 || len(doubt.Held) != 1 || !strings.Contains(doubt.Held[0].Why, "another date of birth") {
		t.Errorf("doubt %+v", doubt)
	}
}

// TestEpisodesGoOn: a later return closes what was open and adds what followed; an episode that contradicts one held is a conflict.
func TestEpisodesGoOn(t *testing.T) {
	t.Parallel()
	const head = "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN\n"
	who := []byte("CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\n77,F,02/04/2015,WBRI,,,\n")
	in := func(h house, year int, rows string) intake.Report {
		return h.ssda903(fmt.Sprint(year, len(rows)), files{"header.csv": who, "episodes.csv": []byte(head + rows)}, year)
	}
	h := newHouse(t, t.TempDir(), "one")
	in(h, 2025, "77,01/06/2024,S,C2,N1,U4,PR1,,,,AB1 2CD,AB1 2CE,1234567\n")
	rep := in(h, 2026, "77,01/06/2024,S,C2,N1,U4,PR1,01/09/2025,X1,CARPL,AB1 2CD,AB1 2CE,1234567\n77,01/09/2025,P,C2,N1,U1,PR1,,,,AB1 2CD,AB9 9ZZ,7654321\n")
	if len(rep.Conflicts)+len(rep.Held) > 0 || rep.Updated.Rows != 1 || rep.Added.Rows != 1 {
		t.Errorf("went on: %+v", rep)
	}
	for year, want := range map[int][]string{
		2025: {"77|01/06/2024|S|C2|N1|U4|PR1||||AB1 2CD|AB1 2CE|1234567"},
		2026: {"77|01/06/2024|S|C2|N1|U4|PR1|01/09/2025|X1|CARPL|AB1 2CD|AB1 2CE|1234567", "77|01/09/2025|P|C2|N1|U1|PR1||||AB1 2CD|AB9 9ZZ|7654321"},
		2027: {"77|01/09/2025|P|C2|N1|U1|PR1||||AB1 2CD|AB9 9ZZ|7654321"},
	} {
		out, _ := h.export903(year, ssda903.CSV)
		if diff := cmp.Diff(want, rows903(out.read(t))["Episodes"]); diff != "" {
			t.Errorf("%d: %s", year, diff)
		}
	}
	before := h.records()
	rep = in(h, 2026, "77,01/06/2024,S,C1,N1,U4,PR1,01/09/2025,X1,CARPL,AB1 2CD,AB1 2CE,1234567\n")
	if len(rep.Conflicts) != 1 || rep.Conflicts[0].Field != "LS" || rep.Conflicts[0].Incoming != "C1" {
		t.Errorf("contradicts: %+v", rep.Conflicts)
	}
	if diff := cmp.Diff(before, h.records()); diff != "" {
		t.Errorf("a contradiction changed records: %s", diff)
	}
}

// TestAsKnown: a census as it was known on a day does not know what was found out later.
func TestAsKnown(t *testing.T) {
	t.Parallel()
	h := newHouse(t, t.TempDir(), "one")
	set := cinSets(t)["cin-dev-01-clean.xml"]
	h.cin("one.xml", set)
	then := h.Clock.Now()
	want, _ := h.exportCIN(outgoing.CINOptions{Year: 2026})
	h.Clock.Add(48 * time.Hour)
	h.cin("two.xml", bytes.ReplaceAll(set, []byte("<LAchildID>C"), []byte("<LAchildID>D")))
	got, _ := h.exportCIN(outgoing.CINOptions{Year: 2026, AsKnown: then.Add(time.Hour)})
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Error(diff)
	}
	now, _ := h.exportCIN(outgoing.CINOptions{Year: 2026})
	if bytes.Equal(now, got) {
		t.Error("what came later is not in the export of now")
	}
}

// TestWhoMayExport: who may not is refused before anything is read; each child who is written was read, and that is written down.
func TestWhoMayExport(t *testing.T) {
	t.Parallel()
	h := newHouse(t, t.TempDir(), "one")
	h.cin("one.xml", cinSets(t)["cin-dev-01-clean.xml"])
	_, err := outgoing.CIN(t.Context(), h.Desk.Desk, access.Actor{ID: "worker:w", Roles: []access.Role{access.SocialWorker}}, nil, outgoing.CINOptions{Year: 2026, LA: "202"})
	if errs.Of(err) != errs.Denied {
		t.Errorf("a social worker: %v", err)
	}
	for _, o := range []outgoing.CINOptions{{LA: "202"}, {Year: 2026, LA: "2"}, {Year: 2026, LA: "abc"}, {Year: 2026, LA: "202", Serial: "1"}} {
		if _, err := outgoing.CIN(t.Context(), h.Desk.Desk, analyst, nil, o); errs.Of(err) != errs.Usage {
			t.Errorf("%+v: %v", o, err)
		}
	}
	_, rep := h.exportCIN(outgoing.CINOptions{Year: 2026})
	var read []journal.Reading
	h.ok(h.DB.Read(t.Context(), func(t *db.Tx) (err error) {
		read, err = journal.ReadBy(t, analyst.ID, h.Clock.Now().Add(-time.Hour), 1000)
		return err
	}))
	if len(read) != rep.Children || rep.Children != 145 || read[0].Page != "export cin" {
		t.Errorf("%d readings of %d children", len(read), rep.Children)
	}
}
