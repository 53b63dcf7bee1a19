package web_test

import "strings"

// The pages of protection are probed as all others are. The record in an address is one of another kind, so that those who may are told that it is not
// there: with records of their own kind they are walked in internal/journeys/protection.
var _ = addProtection(probes)

func addProtection(probes map[string]probe) bool {
	const root = "/children/{id}/protection"
	for path, form := range map[string]string{
		"/discussion": "initiator=police", "/discussion/{record}/sent": "", "/enquiry/{record}/outcome": "child-0-outcome=services", "/enquiry/{record}/authorise": "comment=Clear",
		"/enquiry/{record}/told": "", "/transfer-in": "", "/conference/{record}/arrange": "", "/conference/{record}/not-convene": "reason=No", "/conference/{record}/hold": "",
		"/conference/{record}/papers": "minutes=x", "/plan/{record}/terms": "base=1&aim=x", "/plan/{record}/action/{n}": "base=1&what=x", "/plan/{record}/core-group": "came=x",
		"/plan/{record}/report": "report=x", "/plan/{record}/review": "quorate=yes", "/plan/{record}/end": "why=x", "/plan/{record}/oversight": "", "/plan/{record}/move": "to=x",
		"/review/{record}/papers": "minutes=x", "/visit": "child-0-seen=alone", "/visiting": "note=x", "/visiting/{record}/end": "why=x", "/need": "aim=", "/need/{record}/terms": "base=1&aim=x", "/need/{record}/action/{n}": "base=1&what=x",
		"/need/{record}/review": "notes=x", "/need/{record}/end": "why=x", "/close": "why=x",
	} {
		probes["GET "+root+path], probes["POST "+root+path] = probe{about: "child"}, probe{about: "child", form: strings.TrimPrefix("x=y&"+form, "&")}
	}
	probes["GET "+root], probes["POST "+root+"/undo"], probes["POST "+root+"/enquiry/{record}/return"] = probe{about: "child"}, probe{about: "child", form: "command=x"}, probe{about: "child", form: "comment=Say+more"}
	probes["GET /conferences"], probes["GET "+root+"/conference/{record}/agenda"] = probe{}, probe{about: "child"}
	return true
}
