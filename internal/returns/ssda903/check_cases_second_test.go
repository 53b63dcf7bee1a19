package ssda903

import (
	"context"
	"slices"
	"testing"

	"throughline/internal/day"
	"throughline/internal/returns/finding"
)

// acrossYears is an example of an item that changed over the year end, which the sector's checker misses because another child has no valid start.
func acrossYears(rule, now, then string) example {
	return example{rule: rule, intended: "Episodes 0", lines: "Episodes CHILD=A DECOM=01/01/2026 " + now + "\nlast.Episodes CHILD=A DECOM=01/01/2026 " + then + undated}
}

var secondDifferences = []example{
	{rule: "444", intended: "", peer: "Header 0 1", lines: "Header CHILD=A UPN=A12345678901B\nHeader CHILD=A UPN=A12345678901B"},
	acrossYears("452", "RNE=S PL_POST=B1~~1LE", "RNE=S PL_POST=AB125LJ"),
	{rule: "453", intended: "Episodes 0", peer: "", lines: `
		Episodes CHILD=A DECOM=01/01/2026 RNE=S PL_POST=B1~~1LE
		last.Episodes CHILD=A DECOM=01/01/2026 RNE=S HOME_POST=B1~~1LE PL_POST=B1~~1LE`},
	{rule: "460", intended: "Episodes 0", peer: "", lines: "Header CHILD=A DOB=02/05/2008\nHeader CHILD=A DOB=02/05/2008\nEpisodes CHILD=A REC=E17 DEC=01/05/2026"},
	{rule: "502", intended: "Episodes 0", peer: "", lines: "Episodes CHILD=A DECOM=02/01/2026\nlast.Episodes CHILD=A DECOM=01/01/2026" + undated},
	acrossYears("503A", "RNE=P", "RNE=S"),
	acrossYears("503B", "LS=C1", "LS=C2"),
	acrossYears("503C", "CIN=N1", ""),
	acrossYears("503D", "PLACE=U1", "PLACE=U2"),
	acrossYears("503E", "PLACE_PROVIDER=PR1", "PLACE_PROVIDER=PR4"),
	acrossYears("503F", "URN=SC1", "URN=SC2"),
	acrossYears("503G", "HOME_POST=B1~~1LE PL_POST=B1~~1LE", "HOME_POST=B1~~1LE PL_POST=AB125LJ"),
	acrossYears("503H", "PL_POST=IG103JU", "PL_POST=B1~~1LE"),
	acrossYears("503J", "PL_POST=IG103JU", "PL_POST=B1~~1LE"),
	{rule: "504", intended: "", peer: "Episodes 1", lines: "Episodes CHILD=A DECOM=01/04/2026 DEC=01/05/2026 REC=X1\nEpisodes CHILD=A DECOM=01/05/2026"},
	{rule: "543", intended: "OC2 0", peer: "", lines: "Episodes CHILD=A DECOM=01/01/2026 LS=C2\nOC2 CHILD=A DOB=31/03/2017"},
	{rule: "544", intended: "OC2 0", peer: "", lines: "OC2 CHILD=A CONVICTED=0"},
	{rule: "547", intended: "OC2 0", peer: "", lines: "OC2 CHILD=A HEALTH_CHECK=0"},
	{rule: "552", intended: "", peer: "Episodes 0; PlacedAdoption 1", lines: `
		PlacedAdoption CHILD=A DATE_PLACED=01/01/2026 DATE_PLACED_CEASED=01/06/2026
		PlacedAdoption CHILD=A DATE_PLACED=01/09/2026
		Episodes CHILD=A PLACE=A4 DECOM=01/02/2026
		Episodes CHILD=A PLACE=A4 DECOM=01/10/2026`},
	{rule: "554", intended: "Episodes 0; PlacedAdoption 0", peer: "", lines: `
		Episodes CHILD=A LS=E1 DECOM=01/04/2026
		Episodes CHILD=Z LS=E1
		PlacedAdoption CHILD=A DATE_PLACED=02/04/2026`},
	{rule: "558", intended: "Episodes 0", peer: "", lines: "Episodes CHILD=A REC=E11\nPlacedAdoption CHILD=A DATE_PLACED_CEASED=01/05/2026"},
	{rule: "560", intended: "", peer: "PlacedAdoption 0 1", lines: `
		PlacedAdoption CHILD=A DATE_PLACED=1/4/2025 DATE_PLACED_CEASED=01/05/2026
		PlacedAdoption CHILD=A DATE_PLACED=01/06/2026
		last.PlacedAdoption CHILD=A DATE_PLACED=01/04/2025`},
	{rule: "561", intended: "PlacedAdoption 0", peer: "", lines: `
		PlacedAdoption CHILD=A DATE_PLACED=1/4/2025
		last.PlacedAdoption CHILD=A DATE_PLACED=01/04/2025 REASON_PLACED_CEASED=RD1`},
	{rule: "562", intended: "Episodes 0", peer: "", lines: `
		Episodes CHILD=A DECOM=01/01/2026
		last.Episodes CHILD=A DECOM=02/01/2026
		last.Episodes CHILD=Z`},
	{rule: "574", intended: "Missing 1", peer: "Missing 0", lines: `
		Missing CHILD=A MIS_START=01/04/2026 MIS_END=01/12/2026
		Missing CHILD=A MIS_START=01/05/2026 MIS_END=01/06/2026`},
	{rule: "575", intended: "", peer: "Missing 0", lines: `
		Episodes CHILD=A DECOM=01/04/2026 DEC=01/06/2026 REC=X1
		Episodes CHILD=A DECOM=01/06/2026 RNE=L
		Missing CHILD=A MIS_START=01/05/2026`},
	{rule: "576", intended: "Episodes 0", peer: "", lines: `
		Episodes CHILD=A DECOM=01/01/2026
		Missing
		last.Missing CHILD=A MIS_START=01/03/2026`},
	{rule: "577", intended: "", peer: "Missing 0", lines: `
		Episodes CHILD=A DECOM=01/04/2026 DEC=01/07/2026
		Missing CHILD=A MIS_START=01/05/2026 MIS_END=31/06/2026`},
	{rule: "581", intended: "", peer: "Missing 0", lines: "Episodes CHILD=A DECOM=01/04/2026\nMissing CHILD=A"},
	{rule: "582", intended: "Episodes 0", peer: "", lines: "Episodes CHILD=A REC=E11 DEC=1/4/2026\nAD1 CHILD=A DATE_MATCH=01/04/2026"},
	{rule: "583", intended: "PlacedAdoption 0", peer: "PlacedAdoption 1", lines: "PlacedAdoption CHILD=A DATE_PLACED=02/01/2026\nPlacedAdoption CHILD=A DATE_PLACED=01/02/2026"},
	{rule: "584", intended: "PlacedAdoption 1", peer: "PlacedAdoption 0", lines: `
		PlacedAdoption CHILD=B DATE_PLACED=01/05/2026
		PlacedAdoption CHILD=A DATE_PLACED=01/01/2025
		last.PlacedAdoption CHILD=A DATE_PLACED=02/01/2025 DATE_PLACED_CEASED=01/03/2026`},
	{rule: "601", intended: "Episodes 0", peer: "", lines: "Episodes CHILD=A REC=E11 DEC=01/05/2026\nAD1 CHILD=B"},
	{rule: "621", intended: "", peer: "Header 0", lines: "Header CHILD=A MC_DOB=01/01/2026"},
	{rule: "624", intended: "", peer: "Header 0", lines: "Header CHILD=A MC_DOB=1/4/2026\nlast.Header CHILD=A MC_DOB=01/04/2026"},
	{rule: "625", intended: "", peer: "Episodes 0; Header 0", lines: `
		Header CHILD=A MC_DOB=01/06/2026
		Episodes CHILD=A DECOM=01/04/2026 DEC=01/05/2026 REC=X1
		Episodes CHILD=A DECOM=01/05/2026`},
	{rule: "632", intended: "", peer: "Episodes 0; PrevPerm 0", lines: "Episodes CHILD=A RNE=S DECOM=15/06/2026\nPrevPerm CHILD=A DATE_PERM=ZZ/06/2026"},
	{rule: "633", intended: "", peer: "PrevPerm 0", lines: "PrevPerm CHILD=A LA_PERM=940"},
	{rule: "634", intended: "", peer: "Episodes 0; PrevPerm 0", lines: "Episodes CHILD=A DECOM=01/01/2020\nPrevPerm CHILD=A PREV_PERM=P1"},
	{rule: "635", intended: "PrevPerm 0", peer: "", lines: "PrevPerm CHILD=A PREV_PERM=Z1 LA_PERM=999"},
	{rule: "702", intended: "", peer: "DoLo 0", lines: "DoLo CHILD=A DOLO_START=01/05/2026 DOLO_END=01/05/2026"},
	{rule: "705", intended: "DoLo 1", peer: "DoLo 0", lines: `
		DoLo CHILD=A DOLO_START=01/04/2026 DOLO_END=01/12/2026
		DoLo CHILD=A DOLO_START=01/05/2026 DOLO_END=01/06/2026`},
	{rule: "706", intended: "Episodes 0", peer: "DoLo 0", lines: `
		Episodes CHILD=A DECOM=01/01/2026
		DoLo CHILD=B DOLO_START=01/05/2026
		last.DoLo CHILD=A DOLO_START=01/03/2026
		last.DoLo CHILD=A DOLO_START=01/03/2026 DOLO_END=02/03/2026`},
	{rule: "707", intended: "", peer: "DoLo 0", lines: `
		Episodes CHILD=A DECOM=01/04/2026 DEC=01/07/2026
		DoLo CHILD=A DOLO_START=01/05/2026 DOLO_END=31/06/2026`},
	{rule: "709", intended: "DoLo 0; Episodes 1", peer: "", lines: `
		Episodes CHILD=A PLACE=K2 DECOM=01/04/2026 DEC=01/05/2026
		Episodes CHILD=A PLACE=U6 DECOM=01/05/2026
		DoLo CHILD=A DOLO_START=01/05/2026 DOLO_END=01/06/2026`},
	{rule: "710", intended: "DoLo 0; Episodes 0", peer: "", lines: `
		Episodes CHILD=A PLACE=K1 DECOM=01/04/2026 DEC=01/05/2026
		Episodes CHILD=A PLACE=U6 DECOM=01/05/2026
		DoLo CHILD=A DOLO_START=01/05/2026 DOLO_END=01/06/2026`},
	{rule: "1000", intended: "", peer: "OC3 0", lines: "Episodes CHILD=A REC=E2\nOC3 CHILD=A"},
	{rule: "624", intended: "Header 1", peer: "Header 0 1", lines: "Header CHILD=A\nHeader CHILD=B\nOC3 CHILD=A ACTIV=0\nlast.Header CHILD=A MC_DOB=01/02/2025\nlast.Header CHILD=B MC_DOB=01/02/2025"},
	{rule: "1002", intended: "OC3 1", peer: "OC3 0 1", lines: "Episodes CHILD=Z\nlast.Episodes CHILD=Z\nOC3 CHILD=A DOB=31/03/2009\nOC3 CHILD=B DOB=01/04/2009"},
	{rule: "1001", intended: "", peer: "OC3 0", lines: `
		Header CHILD=A DOB=01/01/2007
		Header CHILD=B DOB=01/01/2010
		Episodes CHILD=B DECOM=01/04/2026 LS=C2
		last.Episodes CHILD=B DECOM=01/03/2026 LS=C2
		OC3 CHILD=A`},
	{rule: "1003", intended: "", peer: "Episodes 0; PlacedAdoption 0", lines: `
		Episodes CHILD=A RNE=S DECOM=01/06/2026
		PlacedAdoption CHILD=A DATE_PLACED=01/05/2026
		last.Episodes CHILD=A RNE=S DECOM=01/01/2025`},
	{rule: "1007", intended: "OC3 0", peer: "", lines: "Episodes CHILD=A DECOM=01/01/2026\nOC3 CHILD=A DOB=01/06/2009 IN_TOUCH=YES"},
	{rule: "1008", intended: "", peer: "Episodes 0", lines: "Episodes CHILD=A URN=1234567",
		providers: []Provider{{URN: "1234567", NumericURN: true}, {URN: "SC2"}}},
	{rule: "1011", intended: "OC3 0", peer: "", lines: "Episodes CHILD=A DECOM=01/04/2026 REC=E3\nOC3 CHILD=A IN_TOUCH=YES" + undated},
	{rule: "1014", intended: "OC3 0; UASC 0", peer: "", lines: "Episodes\nUASC CHILD=A\nOC3 CHILD=A IN_TOUCH=YES"},
	{rule: "1015", intended: "", peer: "Episodes 0", lines: "Episodes CHILD=A PLACE_PROVIDER=PR1 LS=C2 PLACE=K2"},
	{rule: "1016", intended: "", peer: "OC3 0", lines: "Episodes CHILD=A DECOM=01/01/2026 DEC=01/07/2026 REC=X1\nOC3 CHILD=A DOB=01/06/2009 IN_TOUCH=YES"},
	{rule: "3001", intended: "OC3 0", peer: "", lines: "Header CHILD=A DOB=01/06/2009\nHeader CHILD=A DOB=01/06/2009\nOC3 CHILD=A ACCOM=Z1"},
	{rule: "SW04STG1", intended: "SWEpisodes 0", peer: "", lines: "SWEpisodes CHILD=A SW_DECOM=ZZ/06/2024"},
	{rule: "SW05STG1", intended: "SWEpisodes 0", peer: "", lines: "SWEpisodes CHILD=A SW_DEC=01/ZZ/2024"},
	{rule: "SW08STG2", intended: "", peer: "SWEpisodes 0", lines: "SWEpisodes CHILD=A SW_DECOM=01/04/2026\nSWEpisodes CHILD=A"},
	{rule: "SW09STG2", intended: "SWEpisodes 0", peer: "", lines: "SWEpisodes CHILD=A SW_DECOM=01/04/2026 SW_DEC=1/4/2026"},
	{rule: "SW10STG2", intended: "", peer: "SWEpisodes 1", lines: `
		SWEpisodes CHILD=A SW_DECOM=01/04/2025 SW_DEC=01/05/2025
		SWEpisodes CHILD=A SW_DECOM=01/04/2026`},
	{rule: "SW11bSTG2", intended: "", peer: "SWEpisodes 1", lines: `
		SWEpisodes CHILD=A SW_DECOM=01/04/2025 SW_DEC=01/04/2026
		SWEpisodes CHILD=A SW_DECOM=01/04/2026 SW_DEC=31/03/2027
		SWEpisodes CHILD=A SW_DECOM=31/03/2027`},
	{rule: "SW12STG2", intended: "", peer: "Episodes 0", lines: "Episodes CHILD=A RNE=P LS=C2 DECOM=01/05/2026\nSWEpisodes CHILD=A SW_DECOM=01/01/2026"},
	{rule: "SW13STG1", intended: "SWEpisodes 0", peer: "", lines: "SWEpisodes CHILD=A SW_DECOM=01/04/2023\nSWEpisodes CHILD=B SW_DECOM=SOON"},
	{rule: "SW17STG2", intended: "", peer: "SWEpisodes 0", lines: `
		Episodes CHILD=A DECOM=01/04/2026 DEC=01/05/2026 REC=E13
		SWEpisodes CHILD=A SW_DECOM=01/04/2026 SW_DEC=01/05/2026`},
}

// both is an example in which the two readings agree.
func both(rule, flags, lines string) example {
	return example{rule: rule, intended: flags, peer: flags, lines: lines}
}

var secondEdges = []example{
	// Leap birthdays.
	both("460", "Episodes 0", "Header CHILD=A DOB=29/02/2008\nEpisodes CHILD=A REC=E17 DEC=27/02/2026\nEpisodes CHILD=A REC=E17 DEC=28/02/2026"),
	both("580", "Episodes 0", "Episodes CHILD=A DEC=28/02/2026 REC=E17\nMissing CHILD=A DOB=29/02/2008 MIS_END=28/02/2026"),
	both("440", "Reviews 1", "Reviews CHILD=A DOB=01/03/2022 REVIEW=01/03/2026 REVIEW_CODE=PN0\nReviews CHILD=A DOB=28/02/2022 REVIEW=01/03/2026 REVIEW_CODE=PN0"),
	both("441", "Reviews 0", "Reviews CHILD=A DOB=29/02/2024 REVIEW=28/02/2028 REVIEW_CODE=PN3\nReviews CHILD=A DOB=29/02/2024 REVIEW=29/02/2028 REVIEW_CODE=PN3"),
	{rule: "1007", intended: "OC3 0", peer: "", lines: `
		Episodes CHILD=A DECOM=01/01/2026 DEC=01/07/2026
		Episodes CHILD=B DECOM=01/01/2026 DEC=01/07/2026
		OC3 CHILD=A DOB=01/06/2009 IN_TOUCH=YES
		OC3 CHILD=B DOB=29/02/2008`},
	both("1007", "OC3 0 1", `
		Episodes CHILD=A DECOM=01/01/2026 DEC=02/06/2026
		Episodes CHILD=B DECOM=01/01/2026 DEC=01/02/2027
		OC3 CHILD=A DOB=01/06/2009 ACTIV=0
		OC3 CHILD=B DOB=31/01/2009 ACTIV=0
		OC3 CHILD=A DOB=02/06/2009 ACTIV=0
		OC3 CHILD=A DOB=01/06/2009
		OC3 CHILD=A DOB=01/06/2007 ACTIV=0`),
	both("3001", "OC3 0", "Header CHILD=A DOB=31/03/2010\nHeader CHILD=B DOB=01/04/2010\nOC3 CHILD=A ACCOM=Z2\nOC3 CHILD=B ACCOM=Z1\nOC3 CHILD=A ACCOM=K1"),
	// A blank CHILD joins with a blank one, and is nobody where the rows of one child are looked at.
	both("INT03", "", "Header SEX=F\nEpisodes RNE=S"),
	both("INT03", "Episodes 0", "Header CHILD=A\nEpisodes RNE=S"),
	both("INT32", "Header 1 3", "Header SEX=F\nHeader CHILD=A\nHeader SEX=M\nHeader CHILD=A"),
	both("INT11", "AD1 0", "Header DOB=01/01/2020\nAD1 DOB=02/01/2020\nAD1 CHILD=A DOB=03/01/2020\nAD1 DOB=2020-01-05"),
	both("INT21", "UASC 0", "Header CHILD=A SEX=F\nUASC CHILD=A SEX=M\nUASC CHILD=A SEX=F\nUASC CHILD=A"),
	both("437", "", "Episodes DECOM=01/04/2026 REC=E2\nEpisodes DECOM=01/05/2026"),
	both("437", "Episodes 1", "Episodes CHILD=A\nEpisodes CHILD=A DECOM=01/04/2026 REC=E15"),
	both("501", "Episodes 0", "Episodes CHILD=A DECOM=02/04/2026\nEpisodes CHILD=A DECOM=01/04/2026 DEC=03/04/2026\nEpisodes CHILD=A DECOM=03/4/26"),
	both("444", "Header 0 1", "Header UPN=A12345678901B\nHeader UPN=A12345678901B\nHeader UPN=UN1\nHeader UPN=UN1"),
	{rule: "444", intended: "Header 0 1 2", peer: "Header 0 1 2", lines: "Header CHILD=A UPN=X\nHeader CHILD=A UPN=X\nHeader CHILD=B UPN=X"},
	both("562", "", "Episodes DECOM=01/01/2026\nlast.Episodes DECOM=02/01/2026"),
	both("NoE", "Episodes 0", "Episodes CHILD=A DECOM=31/03/2026\nEpisodes CHILD=A DECOM=01/04/2026\nlast.Episodes DECOM=02/01/2026"),
	both("1012", "AD1 0; OC2 1", "Episodes RNE=S\nEpisodes CHILD=A\nOC2 CHILD=A\nOC2 CHILD=B\nAD1 CHILD=C\nMissing MISSING=M\nOC3 CHILD=D"),
	both("EPI", "Header 1", "Header CHILD=A\nHeader CHILD=B\nOC3 CHILD=A"),
	// Ties: of episodes that begin on one day the first in the file counts.
	both("503B", "Episodes 0", "Episodes CHILD=A DECOM=01/01/2026 LS=C1\nEpisodes CHILD=A DECOM=01/01/2026 LS=C2\nlast.Episodes CHILD=A DECOM=01/01/2026 LS=C2"),
	both("503B", "", "Episodes CHILD=A DECOM=01/01/2026 LS=C1\nlast.Episodes CHILD=A DECOM=01/01/2026 LS=C2 DEC=01/02/2026"),
	both("503A", "", "Episodes CHILD=A DECOM=01/01/2026\nlast.Episodes CHILD=A DECOM=01/01/2026"),
	both("1010", "OC3 0", `
		Episodes CHILD=B
		OC3 CHILD=A
		OC3 CHILD=B
		last.Episodes CHILD=A DECOM=01/01/2026 DEC=01/02/2026
		last.Episodes CHILD=A DECOM=01/01/2026
		last.Episodes CHILD=A
		last.Episodes CHILD=B DECOM=01/01/2026`),
	{rule: "SW17STG2", intended: "", peer: "SWEpisodes 0", lines: `
		Episodes CHILD=A DECOM=01/04/2026 LS=C2
		SWEpisodes CHILD=A SW_DECOM=01/04/2026 SW_DEC=01/05/2026
		SWEpisodes CHILD=A SW_DECOM=01/04/2026`},
	both("SW17STG2", "SWEpisodes 1", `
		Episodes CHILD=A DECOM=01/04/2026 LS=C2
		SWEpisodes CHILD=A SW_DECOM=01/04/2025
		SWEpisodes CHILD=A SW_DECOM=01/04/2026 SW_DEC=01/05/2026`),
	{rule: "SW08STG2", intended: "SWEpisodes 0", peer: "SWEpisodes 0", lines: `
		SWEpisodes CHILD=A SW_DECOM=01/04/2025
		SWEpisodes CHILD=A SW_DECOM=01/04/2026 SW_DEC=01/05/2026
		SWEpisodes SW_DECOM=01/04/2025
		SWEpisodes SW_DECOM=01/04/2026`},
	{rule: "SW11bSTG2", intended: "SWEpisodes 0 2", peer: "SWEpisodes 0 2", lines: `
		SWEpisodes CHILD=A SW_DECOM=01/04/2025 SW_DEC=26/03/2027
		SWEpisodes CHILD=B SW_DECOM=01/04/2025 SW_DEC=25/03/2027
		SWEpisodes CHILD=C SW_DECOM=01/04/2026 SW_DEC=31/03/2027
		SWEpisodes CHILD=C SW_DECOM=01/03/2026 SW_DEC=01/04/2026`},
	{rule: "SW10STG2", intended: "SWEpisodes 1", peer: "SWEpisodes 1 4", lines: `
		SWEpisodes CHILD=A SW_DECOM=01/04/2026 SW_DEC=20/04/2026
		SWEpisodes CHILD=A SW_DECOM=12/04/2026 SW_DEC=01/05/2026
		SWEpisodes CHILD=A SW_DECOM=08/05/2026 SW_DEC=01/06/2026
		SWEpisodes CHILD=A SW_DECOM=01/09/2026 SW_REASON=FCONTA
		SWEpisodes CHILD=A SW_DECOM=2026-10-01`},
	both("SW07STG2", "SWEpisodes 0 2", "SWEpisodes SW_DEC=31/03/2025\nSWEpisodes SW_DEC=01/04/2025\nSWEpisodes SW_DEC=01/04/2027\nSWEpisodes CHILD=A"),
	{rule: "SW12STG2", intended: "Episodes 1", peer: "Episodes 1", lines: `
		Episodes CHILD=A RNE=S LS=C2 DECOM=01/05/2026 DEC=01/06/2026 REC=X1
		Episodes CHILD=B RNE=S LS=C2 DECOM=01/05/2026
		Episodes CHILD=B RNE=S LS=V4 DECOM=01/05/2026
		Episodes CHILD=B RNE=P LS=C2 DECOM=01/05/2026 DEC=01/06/2026 REC=X1
		Episodes CHILD=B RNE=S LS=C2 DECOM=01/05/2020 DEC=31/03/2025
		SWEpisodes CHILD=A SW_DECOM=01/05/2026`},
	both("SW02STG1", "SWEpisodes 1 2", "SWEpisodes SW_ID=SW1\nSWEpisodes CHILD=A\nSWEpisodes SW_ID=~SW1\nSWEpisodes SW_ID=XX9"),
	both("SW01bSTG1", "SWEpisodes 0 2", "SWEpisodes SW_ID=SW1 SW_DECOM=01/04/2023\nSWEpisodes SW_DECOM=31/03/2023\nSWEpisodes SW_ID=SW1 SW_DECOM=4/23"),
	// Missing ends, open spells, periods of care.
	both("577", "Missing 0 2", `
		Episodes CHILD=A DECOM=01/04/2026 DEC=01/05/2026
		Episodes CHILD=A DECOM=01/05/2026 DEC=01/06/2026
		Episodes CHILD=B DECOM=01/04/2026
		Missing CHILD=A MIS_START=01/05/2026
		Missing CHILD=A MIS_START=01/05/2026 MIS_END=01/06/2026
		Missing CHILD=A MIS_START=01/05/2026 MIS_END=02/06/2026
		Missing CHILD=B MIS_START=01/05/2026
		Missing CHILD=C MIS_START=01/05/2026`),
	both("578", "Missing 0 2", `
		Episodes CHILD=A DECOM=01/04/2026 DEC=01/05/2026
		Episodes CHILD=A DECOM=03/05/2026
		Missing CHILD=A MIS_START=02/05/2026
		Missing CHILD=A MIS_START=03/05/2026
		Missing CHILD=A MIS_START=31/03/2026
		Missing CHILD=A MIS_START=31/02/2026`),
	both("575", "Missing 0", `
		Episodes CHILD=A DECOM=01/04/2026 DEC=01/06/2026 REC=X1
		Episodes CHILD=A DECOM=01/06/2026 RNE=L DEC=01/07/2026 REC=X1
		Episodes CHILD=A DECOM=01/07/2026 RNE=P
		Missing CHILD=A MIS_START=01/05/2026
		Missing CHILD=A MIS_START=02/07/2026`),
	both("576", "Missing 1", `
		Missing CHILD=A
		Missing CHILD=A MIS_START=01/05/2026
		last.Missing CHILD=A MIS_START=01/03/2026
		last.Missing CHILD=A`),
	both("576", "skipped", "Missing CHILD=A"),
	both("574", "Missing 1", "Missing CHILD=A MIS_START=01/04/2026\nMissing CHILD=A MIS_START=01/05/2026\nMissing MIS_START=01/04/2026\nMissing MIS_START=01/05/2026"),
	both("574", "", "Missing CHILD=A MIS_START=01/05/2026 MIS_END=02/05/2026\nMissing CHILD=A MIS_START=01/04/2026 MIS_END=01/05/2026"),
	both("579", "PlacedAdoption 0 2", `
		PlacedAdoption CHILD=A DATE_PLACED=01/06/2026
		PlacedAdoption CHILD=A DATE_PLACED=01/04/2026 DATE_PLACED_CEASED=02/06/2026
		PlacedAdoption CHILD=A`),
	{rule: "552", intended: "Episodes 1; PlacedAdoption 1", peer: "Episodes 0; PlacedAdoption 1", lines: `
		PlacedAdoption CHILD=A DATE_PLACED=01/01/2026 DATE_PLACED_CEASED=01/06/2026
		PlacedAdoption CHILD=A DATE_PLACED=01/09/2026
		Episodes CHILD=A PLACE=A4 DECOM=01/02/2026
		Episodes CHILD=A PLACE=A4 DECOM=01/08/2026`},
	both("557", "Episodes 0 1; PlacedAdoption 0", `
		Episodes CHILD=A PLACE=A3 REC=E13
		Episodes CHILD=B LS=E1 REC=E4A
		Episodes CHILD=C LS=E1 REC=E12
		PlacedAdoption CHILD=A DATE_PLACED_CEASED=01/05/2026
		PlacedAdoption CHILD=A DATE_PLACED_CEASED=01/05/2026 REASON_PLACED_CEASED=RD1`),
	both("584", "PlacedAdoption 0", "PlacedAdoption CHILD=A\nlast.PlacedAdoption CHILD=A DATE_PLACED=01/04/2025 REASON_PLACED_CEASED=RD1"),
	both("602", "AD1 1", "Episodes CHILD=A REC=E12 DEC=31/03/2027\nEpisodes CHILD=B REC=E12 DEC=01/04/2027\nAD1 CHILD=A NB_ADOPTR=1\nAD1 CHILD=B NB_ADOPTR=1\nAD1 CHILD=C"),
	both("625", "Episodes 0; Header 0", "Header CHILD=A MC_DOB=02/05/2026\nEpisodes CHILD=A DECOM=01/04/2026 DEC=01/05/2026 REC=E13"),
	{rule: "625", intended: "Header 0", peer: "", lines: "Header CHILD=A MC_DOB=01/04/2027\nEpisodes CHILD=B"},
	both("626", "Header 0", "Header CHILD=A MOTHER=1.0 MC_DOB=31/03/2026\nlast.Header CHILD=A MOTHER=0"),
	both("630", "Episodes 0 1", `
		Episodes CHILD=A RNE=S DECOM=01/04/2026
		Episodes CHILD=B RNE=S DECOM=01/04/2026
		Episodes CHILD=C RNE=S DECOM=01/04/2026
		Episodes CHILD=B RNE=S DECOM=31/03/2026
		PrevPerm CHILD=B PREV_PERM=P1 LA_PERM=999
		PrevPerm CHILD=C PREV_PERM=Z1`),
	both("632", "Episodes 0 1; PrevPerm 0 1", `
		Episodes CHILD=A RNE=S DECOM=15/06/2026
		Episodes CHILD=B RNE=S DECOM=15/06/2026
		PrevPerm CHILD=A DATE_PERM=15/06/2026
		PrevPerm CHILD=B DATE_PERM=ZZ/13/2020
		PrevPerm CHILD=B DATE_PERM=ZZ/ZZ/ZZZZ
		PrevPerm CHILD=B`),
	// Last year's table may be absent.
	both("1000", "OC3 0", "Episodes CHILD=A REC=E2\nOC3 CHILD=A ACTIV=0\nOC3 CHILD=B ACTIV=0"),
	both("1000", "OC3 1", "Episodes\nOC3 CHILD=A ACTIV=0\nOC3 CHILD=B ACTIV=0\nlast.Episodes CHILD=B REC=E2"),
	both("1002", "skipped", "Episodes\nOC3 CHILD=A"),
	both("1002", "OC3 2", "Episodes CHILD=A\nOC3 CHILD=A\nOC3 CHILD=B\nOC3 CHILD=C\nlast.Episodes CHILD=B"),
	both("502", "skipped", "Episodes CHILD=A DECOM=01/01/2026"),
	both("502", "Episodes 0", "Episodes CHILD=A DECOM=01/01/2026\nlast.Episodes CHILD=A DECOM=32/01/2026"),
	both("706", "skipped", "DoLo CHILD=A"),
	// Malformed dates.
	both("700", "DoLo 0 1", "DoLo CHILD=A\nDoLo CHILD=A DOLO_START=31/02/2026\nDoLo CHILD=A DOLO_START=1/2/2026"),
	both("701", "DoLo 1", "DoLo CHILD=A\nDoLo CHILD=A DOLO_END=2026-02-01\nDoLo CHILD=A DOLO_END=~1/02/2026"),
	both("1004", "Missing 0 1", "Missing CHILD=A\nMissing CHILD=A MIS_START=01.05.2026\nMissing CHILD=A MIS_START=1/5/2026"),
	{rule: "1016", intended: "OC3 0", peer: "", lines: "Episodes CHILD=A DEC=01/06/2026 REC=E13\nOC3 CHILD=A DOB=01/06/2009 IN_TOUCH=YES\nOC3 CHILD=B DOB=00/00/0000"},
	both("1016", "OC3 0 1", `
		Episodes CHILD=A DEC=01/06/2026 REC=E13
		Episodes CHILD=B DEC=01/06/2026 REC=E13
		OC3 CHILD=A DOB=01/06/2009 IN_TOUCH=YES
		OC3 CHILD=B DOB=01/06/2008 IN_TOUCH=YES
		OC3 CHILD=A DOB=02/06/2009 IN_TOUCH=YES
		OC3 CHILD=B DOB=01/06/2007 IN_TOUCH=YES`),
	// Codes outside the sets, and blanks that count.
	both("514", "AD1 0 1", "AD1 LS_ADOPTR=L0\nAD1 LS_ADOPTR=L0 SEX_ADOPTR=MF\nAD1 LS_ADOPTR=L0 SEX_ADOPTR=F1"),
	both("524", "AD1 0", "AD1 LS_ADOPTR=L12 SEX_ADOPTR=MF\nAD1 LS_ADOPTR=L12 SEX_ADOPTR=FF"),
	both("526", "Episodes 0 2", "Episodes CHILD=A\nEpisodes CHILD=A PLACE=Z13\nEpisodes CHILD=A PLACE=Q9\nEpisodes CHILD=A PLACE=T4"),
	both("529", "Episodes 0", "Episodes PLACE=K1 PLACE_PROVIDER=PR3\nEpisodes PLACE=R3 PLACE_PROVIDER=PR3"),
	both("550", "Episodes 0", "Episodes PLACE_PROVIDER=PR0\nEpisodes PLACE=P1 PLACE_PROVIDER=PR0"),
	both("446", "Episodes 0", "Episodes LS=E1 DECOM=30/11/2005\nEpisodes LS=E1 DECOM=01/12/2005\nEpisodes LS=E1 DECOM=30/11/05"),
	both("454", "Episodes 0", "Episodes HOME_POST=AB125LJ PL_POST=AL1~2PY\nEpisodes HOME_POST=AB125LJ PL_POST=B1~~1LE\nEpisodes HOME_POST=AB125LJ"),
	both("1006", "Missing 1", "Missing CHILD=A\nMissing CHILD=A MISSING=X\nMissing CHILD=A MISSING=A"),
	both("1009", "Episodes 1", "Episodes CHILD=A\nEpisodes CHILD=A REASON_PLACE_CHANGE=CARPLX\nEpisodes CHILD=A REASON_PLACE_CHANGE=CARPL"),
	{rule: "1008", intended: "Episodes 1", peer: "Episodes 1", lines: "Episodes URN=SC1\nEpisodes URN=SC9\nEpisodes URN=XXXXXXX\nEpisodes", providers: homes},
	{rule: "1008", intended: "Episodes 1", peer: "", lines: "Episodes URN=1234567\nEpisodes URN=SC9", providers: []Provider{{URN: "1234567", NumericURN: true}}},
	{rule: "1008", intended: "skipped", peer: "skipped", lines: "Episodes URN=SC9"},
	both("SW13STG1", "SWEpisodes 0 2", "SWEpisodes SW_REASON=NEW\nSWEpisodes SW_DECOM=31/03/2023\nSWEpisodes SW_DECOM=2023-04-01\nSWEpisodes SW_REASON=OTHERS"),
}

// TestSplitOfOtherPlacements: Z1 of last year may be Z11 to Z14 in the return of 2025-26, in which it was split, and in no later one.
func TestSplitOfOtherPlacements(t *testing.T) {
	r := written(t, "Episodes CHILD=A DECOM=01/01/2025 PLACE=Z12\nlast.Episodes CHILD=A DECOM=01/01/2025 PLACE=Z1")
	for year, want := range map[string]string{"2025-26": "", "2026-27": "Episodes 0"} {
		for _, reading := range []finding.Reading{finding.Intended, finding.Peer} {
			run, err := Check(context.Background(), r, CheckOptions{Year: year, Reading: reading})
			if err != nil {
				t.Fatal(err)
			}
			if got := hit(run, "503D"); got != want {
				t.Errorf("%s, %s reading: %q, want %q", year, reading, got, want)
			}
		}
	}
}

// TestEnoughCare: who is a care leaver by the days in care since 14 and 16 (rule 1001), both readings.
func TestEnoughCare(t *testing.T) {
	const head = "OC3 CHILD=A\nHeader CHILD=A DOB=01/06/2009\nlast.Episodes CHILD=Y DECOM=01/03/2026 LS=C2\n"
	for name, x := range map[string]example{
		"91 days from the start":          both("1001", "", head+"Episodes CHILD=A RNE=S DECOM=01/04/2026 DEC=01/07/2026 LS=C2"),
		"90 days":                         both("1001", "OC3 0", head+"Episodes CHILD=A RNE=S DECOM=02/04/2026 DEC=01/07/2026 LS=C2"),
		"open to the year end":            both("1001", "", head+"Episodes CHILD=A RNE=S DECOM=30/12/2026 LS=C2"),
		"short breaks do not count":       both("1001", "OC3 0", head+"Episodes CHILD=B DECOM=01/04/2026 LS=C2\nEpisodes CHILD=A RNE=S DECOM=01/04/2026 LS=V4\nHeader CHILD=B DOB=01/06/2009"),
		"one row in both years once":      both("1001", "OC3 0", head+"Episodes CHILD=A RNE=S DECOM=01/02/2026 DEC=01/04/2026 LS=C2\nlast.Episodes CHILD=A RNE=S DECOM=01/02/2026 DEC=01/04/2026 LS=C2"),
		"adopted":                         both("1001", "OC3 0", head+"Episodes CHILD=A RNE=S DECOM=01/04/2026 DEC=01/12/2026 LS=C2 REC=E11"),
		"nothing since 16":                {rule: "1001", intended: "OC3 0", peer: "OC3 0", lines: head + "Episodes CHILD=Z DECOM=01/04/2026\nlast.Episodes CHILD=A RNE=S DECOM=01/09/2024 DEC=01/06/2025 LS=C2"},
		"one day since 16":                both("1001", "", head+"Episodes CHILD=Z DECOM=01/04/2026\nlast.Episodes CHILD=A RNE=S DECOM=01/09/2024 DEC=02/06/2025 LS=C2"),
		"care had begun before two years": {rule: "1001", intended: "", peer: "OC3 0", lines: head + "Episodes CHILD=A RNE=P DECOM=01/05/2026 DEC=01/07/2026 LS=C2"},
		// The short break of Y is row 0 of last year, so the sector's checker loses row 0 of this year too.
		"labels of the years collide": {rule: "1001", intended: "", peer: "OC3 0", lines: "OC3 CHILD=A\nHeader CHILD=A DOB=01/06/2009\nHeader CHILD=Y DOB=01/06/2009\n" +
			"last.Episodes CHILD=Y DECOM=01/03/2026 LS=V3\nEpisodes CHILD=A RNE=S DECOM=01/04/2026 LS=C2\nEpisodes CHILD=Y DECOM=01/04/2026 LS=C2"},
		"a child without a valid start": {rule: "1001", intended: "OC3 0", peer: "", lines: head + "Episodes CHILD=A RNE=S DECOM=02/04/2026 DEC=01/07/2026 LS=C2" + undated},
		"no rows last year":             both("1001", "skipped", "OC3 CHILD=A\nHeader CHILD=A DOB=01/06/2009\nEpisodes CHILD=A\nlast.Episodes"),
	} {
		t.Run(name, func(t *testing.T) { x.test(t) })
	}
}

// TestUnknownParts: dates with ZZ and ZZZZ.
func TestUnknownParts(t *testing.T) {
	date := func(s string) day.Day {
		if s == "" {
			return day.Day{}
		}
		return day.Must(s)
	}
	for text, want := range map[string]struct {
		peer, first string
		ok          bool
	}{
		"15/06/2012":   {"2012-06-15", "2012-06-15", true},
		"ZZ/02/2012":   {"2012-02-29", "2012-02-01", true},
		"ZZ/ZZ/2012":   {"2012-12-31", "2012-01-01", true},
		"15/ZZ/2012":   {"2013-01-14", "2012-01-15", true},
		"29/ZZ/2012":   {"2013-01-28", "2012-01-29", true},
		"ZZ/ZZ/ZZZZ":   {"2000-12-31", "", true},
		"01/01/ZZZZ":   {"2000-01-01", "", true},
		"ZZ/13/2012":   {"", "", false},
		"ZZZZ/01/2012": {"", "", false},
		"01/01/ZZ":     {"", "", false},
		"ZZ/2012":      {"", "", false},
		"ZZ/01/2012/":  {"", "", false},
		"":             {"", "", false},
	} {
		if got := zDate(text); got != date(want.peer) {
			t.Errorf("zDate(%q) = %v, want %s", text, got, want.peer)
		}
		if got, ok := firstPossible(text); got != date(want.first) || ok != want.ok {
			t.Errorf("firstPossible(%q) = %v, %v, want %s, %v", text, got, ok, want.first, want.ok)
		}
	}
}

// TestWithoutColumns: an empty table of an XML return has no columns in the peer, whose rules that read it raise an error.
func TestWithoutColumns(t *testing.T) {
	r := written(t, "Header CHILD=A\nEpisodes CHILD=B\nOC3\nOC2 CHILD=C\nAD1")
	for _, table := range []Table{OC3, AD1} {
		r.This[table].NoColumns = true
	}
	for _, rule := range []string{"EPI", "1012"} {
		for reading, silent := range map[finding.Reading]bool{finding.Intended: false, finding.Peer: true} {
			run, err := Check(context.Background(), r, CheckOptions{Year: "2026-27", Reading: reading})
			if err != nil {
				t.Fatal(err)
			}
			if got := hit(run, rule); (got == "") != silent {
				t.Errorf("rule %s, %s reading: %q", rule, reading, got)
			}
		}
	}
}

// TestQSortDown: descending order with ties as convention Q_sort has it: few rows keep the file's order of ties, missing keys come last.
func TestQSortDown(t *testing.T) {
	keys := []string{"B", "A", "", "B", "C", "", "A"}
	got := qSortDown(int32(len(keys)), func(i int32) bool { return keys[i] == "" }, func(a, b int32) bool { return keys[a] < keys[b] })
	if want := []int32{4, 0, 3, 1, 6, 2, 5}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// TestCarriesOnSpeaks: the sentence about a spell that is missing from this year's return quotes last year's row, on whichever row it is put.
func TestCarriesOnSpeaks(t *testing.T) {
	const want = "Last year's return left a spell open in which the child was missing since 01/03/2026; this year's return does not have it."
	for _, lines := range []string{"Missing CHILD=A MIS_START=01/05/2026", "Missing\nEpisodes CHILD=A DECOM=01/01/2026"} {
		run := checked(t, lines+"\nlast.Missing CHILD=A MIS_START=01/03/2026", finding.Intended, nil)
		said := ""
		for _, f := range run.Findings {
			if r, _ := run.Rule(f.Rule); f.Rule == "576" {
				said = r.Sentence(f)
			}
		}
		if said != want {
			t.Errorf("says %q, want %q\n%s", said, want, lines)
		}
	}
}
