package ssda903

import "throughline/internal/day"

// differences are the examples of rules whose readings differ, edges those of cases that the development sets do not have.
var (
	differences = [][]example{firstDifferences, secondDifferences}
	edges       = [][]example{firstEdges, secondEdges}
)

const undated = "\nEpisodes CHILD=Z RNE=S LS=C2 PLACE=U6" // a child without a valid start

var homes = []Provider{
	{URN: "SC1", PlaceCodes: "K1,K2", ProviderCodes: "PR1,PR4", Postcode: "AB125LJ"},
	{URN: "SC2", PlaceCodes: "K2", ProviderCodes: "PR4", Postcode: "AB125LJ", Closed: day.New(2026, 6, 1)},
}

var firstDifferences = []example{
	{rule: "118", intended: "Episodes 0; PlacedAdoption 0", peer: "",
		lines: "Episodes CHILD=A DECOM=01/05/2026 LS=C2\nPlacedAdoption CHILD=A DATE_PLACED_CEASED=30/04/2026" + undated},
	{rule: "134", intended: "AD1 0; OC3 0", peer: "AD1 0", lines: "AD1 CHILD=A NB_ADOPTR=2\nOC3 CHILD=A ACTIV=0"},
	{rule: "141", intended: "Episodes 0 1", peer: "Episodes 1", lines: "Episodes CHILD=A\nEpisodes CHILD=A DECOM=2026-04-01"},
	{rule: "142", intended: "Episodes 0", peer: "Episodes 0 1", lines: `
		Episodes CHILD=A DECOM=01/04/2026
		Episodes CHILD=A DECOM=01/05/2026
		Episodes CHILD=A`},
	{rule: "165", intended: "Header 0 1", peer: "", lines: `
		Header CHILD=A SEX=M MOTHER=0
		Header CHILD=B SEX=F
		Header CHILD=C SEX=F
		Episodes CHILD=A DECOM=01/05/2026 LS=C2
		Episodes CHILD=B DECOM=01/05/2026 LS=C2
		Episodes CHILD=C DECOM=01/05/2026 LS=V4
		OC3`},
	{rule: "169", intended: "Episodes 1", peer: "Episodes 0 1", lines: "Episodes CHILD=A LS=C2 PL_POST=CA222BG\nEpisodes CHILD=A LS=C2"},
	{rule: "178", intended: "Episodes 0", peer: "", lines: "Episodes CHILD=A PLACE=T4 PLACE_PROVIDER=PR1"},
	{rule: "184", intended: "PlacedAdoption 0", peer: "PlacedAdoption 1", lines: `
		Header CHILD=A DOB=02/04/2020
		Header CHILD=B DOB=02/04/2020
		PlacedAdoption CHILD=A DOB=01/04/2020 DATE_PLACED=01/04/2020
		PlacedAdoption CHILD=B DATE_PLACED=02/04/2020`},
	{rule: "191", intended: "Episodes 0; OC2 0", peer: "", lines: `
		Episodes CHILD=A DECOM=01/01/2026 LS=C2
		Episodes CHILD=B DECOM=01/01/2026 LS=C2
		OC2 CHILD=B TEETH_CHECK=1` + undated},
	// Two rows for one start, one of them adopted: the sector's checker takes the second for a later episode.
	{rule: "199", intended: "Episodes 2", peer: "Episodes 1 2", lines: `
		Episodes CHILD=A DECOM=02/01/2026 REC=E11
		Episodes CHILD=A DECOM=02/01/2026 RNE=S
		Episodes CHILD=A DECOM=03/01/2026 RNE=S`},
	{rule: "203", intended: "Header 0", peer: "", lines: `
		Header CHILD=A DOB=01/01/2010
		last.Header CHILD=A DOB=02/01/2010
		last.Header CHILD=A DOB=01/01/2010`},
	{rule: "204", intended: "Header 0", peer: "", lines: `
		Header CHILD=A ETHNIC=WBRI
		last.Header CHILD=A ETHNIC=NOBT
		last.Header CHILD=A ETHNIC=WBRI`},
	{rule: "205A", intended: "Header 0", peer: "", lines: `
		Header CHILD=A
		UASC CHILD=B
		last.Header CHILD=A
		last.UASC CHILD=A DOB=01/01/2010 DUC=01/01/2028`},
	{rule: "205A", intended: "", peer: "UASC 0", lines: `
		Header CHILD=B
		UASC CHILD=A DUC=01/01/2028
		last.Header CHILD=A
		last.UASC CHILD=A DUC=01/01/2028`},
	{rule: "208", intended: "Header 1", peer: "Header 0 1", lines: `
		Header CHILD=A UPN=UN1
		Header CHILD=B UPN=UN4
		last.Header CHILD=A
		last.Header CHILD=B UPN=A123456789012`},
	{rule: "209", intended: "Header 0 1", peer: "Header 1", lines: `
		Header CHILD=A UPN=UN1 DOB=31/08/2022
		Header CHILD=B UPN=UN1 DOB=31/08/2021
		Header CHILD=C UPN=UN1 DOB=01/09/2022`},
	{rule: "210", intended: "Episodes 0; Header 0", peer: "Episodes 1; Header 1", lines: `
		Header CHILD=A UPN=UN4
		Header CHILD=B UPN=UN4
		Episodes CHILD=A DECOM=23/03/2027
		Episodes CHILD=B DECOM=24/03/2027`},
	{rule: "218", intended: "Episodes 1", peer: "Episodes 0 1", lines: "Episodes CHILD=A LS=V4 PLACE=K2\nEpisodes CHILD=A LS=C2 PLACE=K2"},
	{rule: "219", intended: "Episodes 1 2", peer: "Episodes 0 1 2", providers: homes, lines: `
		Episodes CHILD=A URN=SC9 PLACE=K2
		Episodes CHILD=A URN=SC1
		Episodes CHILD=A URN=SC1 PLACE=K3
		Episodes CHILD=A URN=SC1 PLACE=K1
		Episodes CHILD=A URN=XXXXXXX PLACE=K3`},
	{rule: "231", intended: "Header 0", peer: "", lines: `
		Header CHILD=A DOB=01/04/2016
		Header CHILD=B DOB=31/03/2016
		UASC CHILD=A
		UASC CHILD=B`},
	{rule: "233", intended: "Episodes 0", peer: "", lines: `
		Episodes CHILD=A REASON_PLACE_CHANGE=CARPL
		Episodes CHILD=A REASON_PLACE_CHANGE=CARPL DEC=01/05/2026`},
	{rule: "234", intended: "Episodes 2; Header 1", peer: "Episodes 0 2; Header 0 1", lines: `
		Header CHILD=A DOB=01/05/2016
		Header CHILD=B DOB=01/05/2016
		Episodes CHILD=A DECOM=30/04/2026 DEC=01/05/2026 REASON_PLACE_CHANGE=CUSTOD
		Episodes CHILD=A DECOM=01/05/2026
		Episodes CHILD=B DECOM=29/04/2026 DEC=30/04/2026 REASON_PLACE_CHANGE=CUSTOD
		Episodes CHILD=B DECOM=30/04/2026`},
	{rule: "302", intended: "Episodes 0; Header 0", peer: "", lines: "Header CHILD=A DOB=02/04/2026\nEpisodes CHILD=A DECOM=01/04/2026" + undated},
	{rule: "334", intended: "AD1 0; Episodes 0", peer: "", lines: "AD1 CHILD=A DATE_INT=31/03/2026\nEpisodes CHILD=A DECOM=01/04/2026 RNE=S" + undated},
	{rule: "336", intended: "Episodes 1 4", peer: "Episodes 3", lines: `
		Episodes CHILD=A DECOM=01/04/2026 PLACE=K2
		Episodes CHILD=A DECOM=01/05/2026 PLACE=A5
		Episodes CHILD=B DECOM=01/04/2026 PLACE=K2
		Episodes CHILD=B DECOM=01/05/2026 PLACE=A4
		Episodes CHILD=C DECOM=01/05/2026 PLACE=A3
		last.Episodes CHILD=C DECOM=01/05/2025 PLACE=K2`},
	{rule: "336", intended: "Episodes 1", peer: "", lines: `
		Episodes CHILD=A DECOM=01/04/2026 PLACE=K2
		Episodes CHILD=A DECOM=01/05/2026 PLACE=A3` + undated},
	{rule: "347", intended: "OC3 0", peer: "OC3 2", lines: `
		OC3 CHILD=A DOB=01/04/2009 ACCOM=T1
		OC3 CHILD=B DOB=31/03/2009 ACCOM=T2
		OC3 CHILD=C DOB=31/03/2009 ACCOM=T`},
	{rule: "355", intended: "Episodes 0", peer: "Episodes 1", lines: "Episodes CHILD=A DECOM=1/4/2026 DEC=01/04/2026\nEpisodes CHILD=A"},
	// The C2 episode right after the first L1 begins when that ends, so the peer joins the second L1 a month later.
	{rule: "361", intended: "", peer: "Episodes 0 2", lines: `
		Episodes CHILD=A DECOM=01/04/2026 DEC=02/04/2026 LS=L1
		Episodes CHILD=A DECOM=02/04/2026 DEC=01/05/2026 LS=C2
		Episodes CHILD=A DECOM=01/05/2026 DEC=02/05/2026 LS=L1`},
	{rule: "362", intended: "", peer: "Episodes 0 2", lines: `
		Episodes CHILD=A DECOM=01/04/2026 DEC=02/04/2026 LS=L2
		Episodes CHILD=A DECOM=02/04/2026 DEC=01/05/2026 LS=C2
		Episodes CHILD=A DECOM=01/05/2026 DEC=02/05/2026 LS=L2`},
	{rule: "363", intended: "Episodes 0 2", peer: "", lines: `
		Episodes CHILD=A DECOM=06/04/2026 DEC=10/04/2026 LS=L3
		Episodes CHILD=B DECOM=01/04/2026 DEC=02/04/2026 LS=L3
		Episodes CHILD=A DECOM=01/04/2026 DEC=06/04/2026 LS=L3`},
	{rule: "364", intended: "Episodes 0 2", peer: "", lines: `
		Episodes CHILD=A DECOM=11/04/2026 DEC=30/04/2026 LS=J2
		Episodes CHILD=B DECOM=01/04/2026 DEC=02/04/2026 LS=J2
		Episodes CHILD=A DECOM=01/04/2026 DEC=11/04/2026 LS=J2`},
	{rule: "371", intended: "Episodes 0", peer: "", lines: "Header CHILD=A DOB=02/04/2010\nEpisodes CHILD=A PLACE=K3 DECOM=01/04/2026"},
	{rule: "372", intended: "Episodes 0", peer: "", lines: "Header CHILD=A DOB=02/04/2016\nEpisodes CHILD=A PLACE=R5 DECOM=01/04/2026"},
	{rule: "373", intended: "Episodes 0", peer: "", lines: "Header CHILD=A DOB=02/04/2022\nEpisodes CHILD=A PLACE=S1 DECOM=01/04/2026"},
	{rule: "374", intended: "Episodes 0", peer: "", lines: "Header CHILD=A DOB=02/04/2012\nEpisodes CHILD=A PLACE=P3 DECOM=01/04/2026"},
	{rule: "375", intended: "Episodes 0 1", peer: "", lines: `
		Header CHILD=A DOB=02/04/2012
		Episodes CHILD=A PLACE=T1 DECOM=01/04/2026
		Episodes CHILD=B PLACE=T1 DECOM=01/04/2026 DEC=14/05/2026`},
	{rule: "376", intended: "Episodes 0 1", peer: "Episodes 1", lines: `
		Header CHILD=A DOB=02/04/2012
		Episodes CHILD=A PLACE=T3 DECOM=01/05/2026
		Episodes CHILD=A PLACE=T3 DECOM=01/04/2026 DEC=23/04/2026
		Episodes CHILD=A PLACE=T3 DECOM=01/04/2026 DEC=22/04/2026`},
	{rule: "377", intended: "Episodes 3 4 5", peer: "Episodes 0 1 2 3 4 5", lines: `
		Episodes CHILD=A PLACE=T3 DECOM=01/04/2025
		Episodes CHILD=A PLACE=T3 DECOM=01/05/2025
		Episodes CHILD=A PLACE=T3 DECOM=01/04/2026
		Episodes CHILD=B PLACE=T3 DECOM=02/04/2025
		Episodes CHILD=B PLACE=T3 DECOM=01/05/2025
		Episodes CHILD=B PLACE=T3 DECOM=01/04/2026`},
	{rule: "379", intended: "Episodes 0", peer: "", lines: "Header CHILD=A DOB=02/04/2012\nEpisodes CHILD=A PLACE=T4 DECOM=01/05/2026"},
	{rule: "383", intended: "", peer: "Episodes 2", lines: `
		Header CHILD=A
		Episodes CHILD=A PLACE=U6 DECOM=01/05/2026
		Episodes CHILD=A PLACE=T1 DECOM=02/05/2026
		Episodes CHILD=A PLACE=U6 DECOM=03/05/2026 RNE=P`},
	{rule: "392c", intended: "", peer: "Episodes 0", lines: "Episodes CHILD=A PL_POST=~AB125LJ"},
	{rule: "399", intended: "Episodes 0; Header 0", peer: "Episodes 0; Header 0; Reviews 0", lines: `
		Header CHILD=A MOTHER=1
		Episodes CHILD=A LS=V4
		Reviews CHILD=A`},
	{rule: "407", intended: "Episodes 0; Header 0", peer: "", lines: "Header CHILD=A DOB=01/05/2008\nEpisodes CHILD=A REC=E46 DEC=01/05/2026"},
	{rule: "433", intended: "", peer: "Episodes 1", lines: `
		Episodes CHILD=A DECOM=01/04/2026 DEC=1/5/2026
		Episodes CHILD=A DECOM=01/05/2026 RNE=P`},
	{rule: "435", intended: "Episodes 1", peer: "", lines: `
		Episodes CHILD=A DECOM=01/04/2026 LS=C2 PLACE=U6 PLACE_PROVIDER=PR1 PL_POST=AB12~5LJ
		Episodes CHILD=A DECOM=01/05/2026 LS=C2 PLACE=U6 PLACE_PROVIDER=PR1 PL_POST=AB12~5LJ RNE=P`},
}

var firstEdges = []example{
	// A rule that wants what aborts it in the peer has nothing to flag either way.
	{rule: "224", intended: "", peer: "", providers: homes, lines: "Episodes CHILD=A"},
	{rule: "227", intended: "", peer: "", providers: homes[:1], lines: "Episodes CHILD=A URN=SC1 DECOM=01/04/2026"},

	// Born on 29 February: 18 on 28 February 2026, a common year; 4 on 29 February 2028.
	{rule: "352", intended: "Episodes 1", peer: "Episodes 1", lines: `
		Header CHILD=A DOB=29/02/2008
		Episodes CHILD=A RNE=S DECOM=27/02/2026
		Episodes CHILD=A RNE=S DECOM=28/02/2026`},
	{rule: "304", intended: "UASC 1", peer: "UASC 1", lines: `
		UASC CHILD=A DOB=29/02/2008 DUC=28/02/2026
		UASC CHILD=B DOB=29/02/2008 DUC=01/03/2026`},
	{rule: "386", intended: "Episodes 1", peer: "Episodes 1", lines: `
		Header CHILD=A DOB=01/03/2009
		Episodes CHILD=A REC=E11 DEC=28/02/2027
		Episodes CHILD=A REC=E12 DEC=01/03/2027`},

	// A blank CHILD is nobody for look-ups, but meets a blank CHILD in joins.
	{rule: "302", intended: "", peer: "", lines: "Header DOB=02/04/2026\nEpisodes DECOM=01/04/2026"},
	{rule: "352", intended: "Episodes 0", peer: "Episodes 0", lines: "Header DOB=01/04/2000\nEpisodes RNE=S DECOM=01/04/2026"},
	{rule: "142", intended: "", peer: "", lines: "Episodes DECOM=01/04/2026\nEpisodes DECOM=01/05/2026"},
	{rule: "431", intended: "Episodes 1", peer: "Episodes 1", lines: `
		Episodes CHILD=A DECOM=01/04/2026 DEC=01/05/2026
		Episodes CHILD=A DECOM=01/05/2026 RNE=S
		Episodes DECOM=01/04/2026 DEC=01/05/2026
		Episodes DECOM=01/05/2026 RNE=S`},
	{rule: "426", intended: "Episodes 0 1", peer: "Episodes 0 1", lines: `
		Episodes CHILD=A LS=V3
		Episodes CHILD=A LS=V4
		Episodes CHILD=A LS=C2
		Episodes LS=V3
		Episodes LS=V4`},

	// Episodes in the file's order are not those by date; ids are texts, so 10 comes before 9.
	{rule: "432", intended: "Episodes 0", peer: "Episodes 0", lines: `
		Episodes CHILD=9 DECOM=01/06/2026 RNE=P
		Episodes CHILD=10 DECOM=01/04/2026 RNE=S
		Episodes CHILD=9 DECOM=01/04/2026 DEC=01/06/2026 RNE=S REC=E4A`},
	{rule: "117", intended: "Episodes 1; PlacedAdoption 0", peer: "Episodes 1; PlacedAdoption 0", lines: `
		Episodes CHILD=A DECOM=01/05/2026 DEC=01/06/2026 REC=X1
		Episodes CHILD=A DECOM=01/04/2026 DEC=01/05/2026 REC=E4A
		Episodes CHILD=A DECOM=01/04/2026 DEC=01/07/2026 REC=E4A
		PlacedAdoption CHILD=A DATE_PLACED=02/05/2026`},

	// A missing end: open at the year end, unless it is malformed.
	{rule: "365", intended: "Episodes 0", peer: "Episodes 0", lines: `
		Episodes CHILD=A LS=V3 DECOM=01/03/2027
		Episodes CHILD=A LS=V3 DECOM=01/03/2027 DEC=31/02/2027
		Episodes CHILD=A LS=V3 DECOM=14/03/2027`},
	{rule: "367", intended: "Episodes 0 1", peer: "Episodes 0 1", lines: `
		Episodes CHILD=A LS=V3 DECOM=01/01/2026 DEC=01/05/2026
		Episodes CHILD=A LS=V3 DECOM=13/02/2027
		Episodes CHILD=A LS=V3 DECOM=01/06/2026 DEC=01/06/2026
		Episodes CHILD=B LS=V3 DECOM=01/01/2026 DEC=01/05/2026
		Episodes CHILD=B LS=V3 DECOM=14/02/2027 DEC=31/03/2027`},
	{rule: "388", intended: "Episodes 1 2", peer: "Episodes 1 2", lines: `
		Episodes CHILD=A DECOM=01/04/2026 DEC=01/05/2026 REC=X1
		Episodes CHILD=A DECOM=01/05/2026 DEC=02/05/2026 REC=X1
		Episodes CHILD=B DECOM=01/04/2026 DEC=01/05/2026 REC=E4A
		Episodes CHILD=B DECOM=01/05/2026`},
	{rule: "389", intended: "Episodes 0 1", peer: "Episodes 0 1", lines: `
		Header CHILD=A DOB=01/04/2000
		Episodes CHILD=A REC=E7
		Episodes CHILD=B REC=E7 DEC=01/04/2026
		Episodes CHILD=A REC=E7 DEC=01/04/2026`},

	// Ties: of two open episodes with one start, the later in the file counts as the last.
	{rule: "142", intended: "Episodes 0", peer: "Episodes 0", lines: "Episodes CHILD=A DECOM=01/04/2026\nEpisodes CHILD=A DECOM=01/04/2026"},

	// Dates of the accepted forms, and of none.
	{rule: "102", intended: "Header 3 4 5 6 7", peer: "Header 3 4 5 6 7", lines: `
		Header CHILD=A DOB=29/02/2024
		Header CHILD=B DOB=1/4/2026
		Header CHILD=C DOB=~1/04/2026
		Header CHILD=D DOB=29/02/2023
		Header CHILD=E DOB=01/04/26
		Header CHILD=F DOB=01/04/2026~
		Header CHILD=G DOB=01-04-2026
		Header CHILD=H`},

	// Who was looked after all year: a move with X1 does not break it, an end of care and a short break do.
	{rule: "185", intended: "OC2 1 2 3 4", peer: "OC2 1 2 3 4", lines: `
		Episodes CHILD=A DECOM=01/04/2026 RNE=S DEC=01/06/2026 REC=X1
		Episodes CHILD=A DECOM=01/06/2026 RNE=P
		Episodes CHILD=B DECOM=02/04/2026 RNE=S
		Episodes CHILD=C DECOM=01/01/2020 DEC=30/03/2027 REC=E4A
		Episodes CHILD=D DECOM=01/01/2020 LS=V4
		Episodes CHILD=F DECOM=01/01/2020 DEC=31/03/2027 REC=E4A
		OC2 CHILD=A SDQ_SCORE=10
		OC2 CHILD=B SDQ_SCORE=10
		OC2 CHILD=C SDQ_SCORE=10
		OC2 CHILD=D SDQ_SCORE=10
		OC2 CHILD=E SDQ_SCORE=10
		OC2 CHILD=F SDQ_SCORE=10`},
	{rule: "180", intended: "OC2 2 3 4 5", peer: "OC2 2 3 4 5", lines: `
		OC2 CHILD=A SDQ_SCORE=40
		OC2 CHILD=A SDQ_SCORE=12.0
		OC2 CHILD=A SDQ_SCORE=12.5
		OC2 CHILD=A SDQ_SCORE=41
		OC2 CHILD=A SDQ_SCORE=NAN
		OC2 CHILD=A SDQ_SCORE=-1`},
	{rule: "168", intended: "Header 2 3 4", peer: "Header 2 3 4", lines: `
		Header CHILD=A UPN=A123456789012
		Header CHILD=A UPN=H12345678901Z
		Header CHILD=A UPN=O123456789012
		Header CHILD=A UPN=A12345678901
		Header CHILD=A UPN=UN6
		Header CHILD=A UPN=UN5`},

	// Asylum seekers by the UASC table when there is no Header.
	{rule: "392b", intended: "Episodes 1", peer: "Episodes 1", lines: `
		Episodes CHILD=A LS=C2
		Episodes CHILD=B LS=C2
		Episodes CHILD=B LS=V3
		UASC CHILD=A SEX=M
		UASC CHILD=B`},
	{rule: "205D", intended: "UASC 0", peer: "UASC 0", lines: `
		UASC CHILD=A SEX=M
		UASC CHILD=B
		last.Header CHILD=A
		last.Header CHILD=B
		last.UASC CHILD=C`},
	{rule: "205B", intended: "Header 1; UASC 1", peer: "Header 1; UASC 1", lines: `
		Header CHILD=A
		Header CHILD=B
		UASC CHILD=A DUC=28/02/2026
		UASC CHILD=B DUC=01/03/2026
		last.Header CHILD=A
		last.Header CHILD=B
		last.UASC CHILD=A DOB=29/02/2008 DUC=28/02/2026
		last.UASC CHILD=B DOB=29/02/2008 DUC=01/03/2026`},
	{rule: "303", intended: "", peer: "Header 2; UASC 2", lines: `
		Header CHILD=A
		Header CHILD=C
		Header CHILD=B
		UASC CHILD=A
		UASC CHILD=A
		UASC CHILD=B DUC=01/01/2028`},
}
