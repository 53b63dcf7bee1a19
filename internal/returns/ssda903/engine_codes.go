package ssda903

import "strings"

// code is the text of a coded cell as a number, so that rules compare numbers. Two cells hold the same text when their codes are equal.
// The zero code is a blank cell. Codes below knownCodes are written in specs/ssda903/codesets.json; a text that is not gets a number of
// its own when the return is made ready.
type code uint32

// The codes that rules name. A letter stands in front because some codes are digits. One text is one code, whatever the column.
const (
	blank code = iota
	cM
	cF
	cU
	c0
	c1
	cWBRI
	cWIRI
	cWOTH
	cWIRT
	cWROM
	cMWBC
	cMWBA
	cMWAS
	cMOTH
	cAIND
	cAPKN
	cABAN
	cAOTH
	cBCRB
	cBAFR
	cBOTH
	cCHNE
	cOOTH
	cREFU
	cNOBT
	cUN1
	cUN2
	cUN3
	cUN4
	cUN5
	cS
	cL
	cP
	cT
	cB
	cC1
	cC2
	cD1
	cE1
	cV2
	cV3
	cV4
	cJ1
	cJ2
	cJ3
	cL1
	cL2
	cL3
	cN1
	cN2
	cN3
	cN4
	cN5
	cN6
	cN7
	cN8
	cA3
	cA4
	cA5
	cA6
	cK1
	cK2
	cK3
	cP1
	cP3
	cR1
	cR2
	cR3
	cR5
	cS1
	cT0
	cT1
	cT2
	cT3
	cT4
	cU1
	cU2
	cU3
	cU4
	cU5
	cU6
	cZ11
	cZ12
	cZ13
	cZ14
	cPR0
	cPR1
	cPR2
	cPR3
	cPR4
	cPR5
	cX1
	cE11
	cE12
	cE2
	cE3
	cE4A
	cE4B
	cE13
	cE41
	cE45
	cE46
	cE47
	cE48
	cE5
	cE6
	cE7
	cE8
	cE9
	cE14
	cE15
	cE16
	cE17
	cCARPL
	cCLOSE
	cALLEG
	cSTAND
	cAPPRR
	cCREQB
	cCREQO
	cCHILD
	cLAREQ
	cPLACE
	cCUSTOD
	cOTHER
	cPN0
	cPN1
	cPN2
	cPN3
	cPN4
	cPN5
	cPN6
	cPN7
	cSDQ1
	cSDQ2
	cSDQ3
	cSDQ4
	cSDQ5
	cYES
	cNO
	cDIED
	cNREQ
	cRHOM
	cF1
	cF2
	cP2
	cF4
	cP4
	cF5
	cP5
	cG4
	cG5
	cG6
	cB1
	cB2
	cD2
	cG1
	cG2
	cH1
	cH2
	cS2
	cV1
	cW1
	cW2
	cX2
	cY1
	cY2
	cZ1
	cZ2
	c2
	cM1
	cMM
	cFF
	cMF
	cL0
	cL11
	cL12
	cL4
	cRD1
	cRD2
	cRD3
	cRD4
	cA
	cMANAGE
	cFCONTA
	cLEFTRL
	cORGRST
	cTSPROC
	cABSENC
	cCHCHAN
	cPCCHAN
	cSWDIED
	cOTHERS
	cA1
	cA2
	cH5
	cWAL
	cSCO
	cNIR
	cNUK
)

// codeTexts is every text of the code sets: first those with a name, in the order above, then the councils of LA_PERM.
var codeTexts = strings.Fields(`
	M F U 0 1 WBRI WIRI WOTH WIRT WROM MWBC MWBA MWAS MOTH AIND APKN ABAN AOTH BCRB BAFR BOTH CHNE OOTH REFU NOBT UN1 UN2
	UN3 UN4 UN5 S L P T B C1 C2 D1 E1 V2 V3 V4 J1 J2 J3 L1 L2 L3 N1 N2 N3 N4 N5 N6 N7 N8 A3 A4 A5 A6 K1 K2 K3 P1 P3 R1 R2 R3
	R5 S1 T0 T1 T2 T3 T4 U1 U2 U3 U4 U5 U6 Z11 Z12 Z13 Z14 PR0 PR1 PR2 PR3 PR4 PR5 X1 E11 E12 E2 E3 E4A E4B E13 E41 E45 E46
	E47 E48 E5 E6 E7 E8 E9 E14 E15 E16 E17 CARPL CLOSE ALLEG STAND APPRR CREQB CREQO CHILD LAREQ PLACE CUSTOD OTHER PN0 PN1
	PN2 PN3 PN4 PN5 PN6 PN7 SDQ1 SDQ2 SDQ3 SDQ4 SDQ5 YES NO DIED NREQ RHOM F1 F2 P2 F4 P4 F5 P5 G4 G5 G6 B1 B2 D2 G1 G2 H1
	H2 S2 V1 W1 W2 X2 Y1 Y2 Z1 Z2 2 M1 MM FF MF L0 L11 L12 L4 RD1 RD2 RD3 RD4 A MANAGE FCONTA LEFTRL ORGRST TSPROC ABSENC
	CHCHAN PCCHAN SWDIED OTHERS A1 A2 H5 WAL SCO NIR NUK

	800 889 822 301 304 303 330 825 837 302 846 370 350 890 867 380 305 801 351 873 823 895 896 381 909 202 908 331 306 841
	830 831 878 371 835 332 840 307 308 811 881 845 390 916 203 876 850 311 204 884 312 205 313 805 919 310 309 420 921 206
	207 886 810 382 314 340 888 208 856 383 855 209 925 341 201 821 352 806 887 826 315 929 812 391 926 892 813 802 928 891
	392 316 815 353 931 879 836 851 874 807 354 317 870 318 372 857 333 935 343 803 373 342 893 356 355 871 394 334 933 882
	936 861 852 319 860 808 393 866 210 357 894 883 880 358 211 937 869 320 359 865 384 335 336 212 868 872 885 344 877 213
	938 816 999
`)

// The code sets, named by the column (specs/ssda903/codesets.json).
var (
	sexCodes          = newSet(`M F U`)
	yesNoCodes        = newSet(`0 1`)
	ethnicCodes       = newSet(`WBRI WIRI WOTH WIRT WROM MWBC MWBA MWAS MOTH AIND APKN ABAN AOTH BCRB BAFR BOTH CHNE OOTH REFU NOBT`)
	rneCodes          = newSet(`S L P T B U`)
	lsCodes           = newSet(`C1 C2 D1 E1 V2 V3 V4 J1 J2 J3 L1 L2 L3`)
	cinCodes          = newSet(`N1 N2 N3 N4 N5 N6 N7 N8`)
	placeCodes        = newSet(`A3 A4 A5 A6 K1 K2 K3 P1 P3 R1 R2 R3 R5 S1 T0 T1 T2 T3 T4 U1 U2 U3 U4 U5 U6 Z11 Z12 Z13 Z14`)
	providerCodes     = newSet(`PR0 PR1 PR2 PR3 PR4 PR5`)
	recCodes          = newSet(`X1 E11 E12 E2 E3 E4A E4B E13 E41 E45 E46 E47 E48 E5 E6 E7 E8 E9 E14 E15 E16 E17`)
	reasonPlaceCodes  = newSet(`CARPL CLOSE ALLEG STAND APPRR CREQB CREQO CHILD LAREQ PLACE CUSTOD OTHER`)
	reviewCodes       = newSet(`PN0 PN1 PN2 PN3 PN4 PN5 PN6 PN7`)
	sdqReasonCodes    = newSet(`SDQ1 SDQ2 SDQ3 SDQ4 SDQ5`)
	inTouchCodes      = newSet(`YES NO DIED REFU NREQ RHOM`)
	activCodes        = newSet(`F1 P1 F2 P2 F4 P4 F5 P5 G4 G5 G6 0`)
	accomCodes        = newSet(`0 B1 B2 C1 C2 D1 D2 E1 E2 G1 G2 H1 H2 K1 K2 R1 R2 S2 T1 T2 U1 U2 V1 V2 W1 W2 X2 Y1 Y2 Z1 Z2`)
	fosterCareCodes   = newSet(`0 1`)
	nbAdoptrCodes     = newSet(`1 2`)
	sexAdoptrCodes    = newSet(`M1 F1 MM FF MF`)
	lsAdoptrCodes     = newSet(`L0 L11 L12 L2 L3 L4`)
	reasonCeasedCodes = newSet(`RD1 RD2 RD3 RD4`)
	prevPermCodes     = newSet(`P1 P2 P3 P4 Z1`)
	missingCodes      = newSet(`M A`)
	swReasonCodes     = newSet(`MANAGE FCONTA LEFTRL ORGRST TSPROC ABSENC CHCHAN PCCHAN SWDIED OTHERS`)
	laPermCodes       = newSet(`800 889 822 301 304 303 330 825 837 302 846 370 350 890 867 380 305 801 351 873 823 895 896 381 909 202 908 331 306 841
		830 831 878 371 835 332 840 307 308 811 881 845 390 916 203 876 850 311 204 884 312 205 313 805 919 310 309 420 921 206
		207 886 810 382 314 340 888 208 856 383 855 209 925 341 201 821 352 806 887 826 315 929 812 391 926 892 813 802 928 891
		392 316 815 353 931 879 836 851 874 807 354 317 870 318 372 857 333 935 343 803 373 342 893 356 355 871 394 334 933 882
		936 861 852 319 860 808 393 866 210 357 894 883 880 358 211 937 869 320 359 865 384 335 336 212 868 872 885 344 877 213
		938 816 999 WAL SCO NUK NIR`)
)

// Groups of codes that several rules speak of.
var (
	respite    = newSet("V3 V4")                                         // legal statuses of short breaks
	temporary  = newSet("T0 T1 T2 T3 T4")                                // temporary placements
	otherPlace = newSet("Z11 Z12 Z13 Z14")                               // other placements, which have no provider
	adoptive   = newSet("A3 A4 A5 A6")                                   // placed for adoption
	fostered   = newSet("U1 U2 U3 U4 U5 U6")                             // foster placements
	adopted    = newSet("E11 E12")                                       // care ended by adoption
	noURN      = newSet("P1 P3 R1 R2 R5 T0 T1 T2 T3 T4 Z11 Z12 Z13 Z14") // placements that no inspected provider gives
	ending     = recCodes.without(cX1)                                   // care ended, not only the episode
)

// set is a set of known codes.
type set [8]uint64

func newSet(texts string) set {
	var s set
	for _, t := range strings.Fields(texts) {
		c, ok := knownCode[t]
		if !ok {
			panic("no such code: " + t) // a slip in this package, which any test shows
		}
		s[c>>6] |= 1 << (c & 63)
	}
	return s
}

// has says whether a code is in the set. Blank is in no set.
func (s *set) has(c code) bool { return c < 512 && s[c>>6]&(1<<(c&63)) != 0 }

func (s set) without(c code) set {
	s[c>>6] &^= 1 << (c & 63)
	return s
}

// knownCode finds the code of a text of the code sets.
var knownCode = func() map[string]code {
	m := make(map[string]code, len(codeTexts)+1)
	m[""] = blank
	for i, t := range codeTexts {
		m[t] = code(i + 1)
	}
	return m
}()

// packed is up to eight bytes of a text as a number, different for different texts; ok is false for longer ones, which are no known codes.
func packed(s string) (key uint64, ok bool) {
	if len(s) > 8 {
		return 0, false
	}
	for i := range len(s) {
		key = key<<8 | uint64(s[i])
	}
	return key, true
}

// codeSlots finds known codes by their packed texts without a map: linear probing in a table that is mostly empty. Texts of the code sets hold no zero
// byte, so a zero key is an empty slot.
var codeSlots = func() (t [2048]struct {
	key uint64
	c   code
}) {
	for text, c := range knownCode {
		if key, _ := packed(text); key != 0 {
			at := slot(key)
			for t[at].key != 0 {
				at = (at + 1) % uint64(len(t))
			}
			t[at].key, t[at].c = key, c
		}
	}
	return t
}()

func slot(key uint64) uint64 { return key * 0x9e3779b97f4a7c15 >> 53 }

// codeOf finds the code of a text of the code sets.
func codeOf(s string) (code, bool) {
	key, ok := packed(s)
	if !ok {
		return 0, false
	}
	if s == "" {
		return blank, true
	}
	for at := slot(key); codeSlots[at].key != 0; at = (at + 1) % uint64(len(codeSlots)) {
		if codeSlots[at].key == key {
			// A text may begin with zero bytes, which the key does not show.
			c := codeSlots[at].c
			return c, codeTexts[c-1] == s
		}
	}
	return 0, false
}
