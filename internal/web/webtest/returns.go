package webtest

import (
	"testing"
	"time"

	"throughline/internal/house"
	"throughline/internal/returns/checking"
)

// Census is a small children in need census of two invented children. Among what is wrong in it: their ethnicity is no code, and the assessment of
// one ended before it began.
const Census = `<?xml version="1.0" encoding="utf-8"?>
<Message>
  <Header>
    <CollectionDetails><Collection>CIN</Collection><Year>2026</Year><ReferenceDate>2026-03-31</ReferenceDate></CollectionDetails>
    <Source><SourceLevel>L</SourceLevel><LEA>201</LEA><SoftwareCode>Any</SoftwareCode><SerialNo>001</SerialNo><DateTime>2026-05-01T10:00:00</DateTime></Source>
  </Header>
  <Children>
    <Child>
      <ChildIdentifiers><LAchildID>EX0001</LAchildID><UPNunknown>UN1</UPNunknown><PersonBirthDate>2014-02-03</PersonBirthDate><Sex>F</Sex></ChildIdentifiers>
      <ChildCharacteristics><Ethnicity>ZZZZ</Ethnicity></ChildCharacteristics>
      <CINdetails><CINreferralDate>2025-06-02</CINreferralDate><ReferralSource>1A</ReferralSource><PrimaryNeedCode>N1</PrimaryNeedCode><ReferralNFA>0</ReferralNFA>
        <Assessments><AssessmentActualStartDate>2025-06-10</AssessmentActualStartDate><AssessmentAuthorisationDate>2025-06-05</AssessmentAuthorisationDate><FactorsIdentifiedAtAssessment><AssessmentFactors>21</AssessmentFactors></FactorsIdentifiedAtAssessment></Assessments>
      </CINdetails>
    </Child>
    <Child>
      <ChildIdentifiers><LAchildID>EX0002</LAchildID><UPNunknown>UN1</UPNunknown><PersonBirthDate>2016-08-09</PersonBirthDate><Sex>M</Sex></ChildIdentifiers>
      <ChildCharacteristics><Ethnicity>ZZZZ</Ethnicity></ChildCharacteristics>
      <CINdetails><CINreferralDate>2025-07-01</CINreferralDate><ReferralSource>1A</ReferralSource><PrimaryNeedCode>N1</PrimaryNeedCode><ReferralNFA>0</ReferralNFA></CINdetails>
    </Child>
  </Children>
</Message>
`

// Checked brings a census as a worker and waits until it is checked: the ids of the return and of the check.
func Checked(t testing.TB, h *house.House, worker string) (id, run string) {
	t.Helper()
	id, run, err := h.Checking.Bring(t.Context(), worker, checking.CIN, "Example", []checking.File{{Part: checking.This, Name: "census.xml", Body: []byte(Census)}}, checking.Asked{})
	Need(t, err)
	Ended(t, h, run)
	return id, run
}

// Ended waits until a check no longer runs.
func Ended(t testing.TB, h *house.House, run string) checking.Run {
	t.Helper()
	for range 12_000 { // two minutes, for a machine that does much at once
		_, x, err := h.Checking.Run(t.Context(), run)
		Need(t, err)
		if x.State != checking.Running {
			return x
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatal("the check does not end")
	return checking.Run{}
}
