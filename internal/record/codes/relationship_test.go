package codes

import "testing"

func TestInverses(t *testing.T) {
	for _, c := range must(t, "relationship").Codes {
		r, err := RelationshipOf(c.Code)
		if err != nil {
			t.Fatal(err)
		}
		back := r.Inverse().Inverse()
		if r.Inverse().Code.Code == "" || back.Code.Code != c.Code {
			t.Errorf("%s → %s → %s", c.Code, r.Inverse().Code.Code, back.Code.Code)
		}
		if (c.Male == "") != (c.Female == "") {
			t.Errorf("%s has a word for one sex only", c.Code)
		}
		switch c.Responsibility {
		case Usual, Possible, Never:
		default:
			t.Errorf("%s: responsibility %q", c.Code, c.Responsibility)
		}
	}
	if _, err := RelationshipOf("mother-in-law"); err == nil {
		t.Error("an unknown relationship was accepted")
	}
}

func TestRelationshipLabels(t *testing.T) {
	for _, tt := range []struct{ code, sex, want, inverse, sexOther, wantOther string }{
		{"parent", "F", "mother", "child", "M", "son"},
		{"parent", "M", "father", "child", "U", "child"},
		{"parent", "", "parent", "child", "F", "daughter"},
		{"parents_sibling", "F", "aunt", "siblings_child", "M", "nephew"},
		{"half_sibling", "M", "half-brother", "half_sibling", "F", "half-sister"},
		{"grandparent", "F", "grandmother", "grandchild", "U", "grandchild"},
		{"carer", "F", "carer", "cared_for", "M", "cared for"},
		{"partner", "F", "partner", "partner", "M", "partner"},
	} {
		r, err := RelationshipOf(tt.code)
		if err != nil {
			t.Fatal(err)
		}
		if got := r.LabelFor(tt.sex); got != tt.want {
			t.Errorf("%s of sex %q is %q, want %q", tt.code, tt.sex, got, tt.want)
		}
		if i := r.Inverse(); i.Code.Code != tt.inverse || i.LabelFor(tt.sexOther) != tt.wantOther {
			t.Errorf("inverse of %s is %s, %q", tt.code, i.Code.Code, i.LabelFor(tt.sexOther))
		}
	}
}

func TestResponsibility(t *testing.T) {
	for code, want := range map[string]bool{
		"parent": true, "step_parent": true, "grandparent": true, "guardian": true, "special_guardian": true, "adoptive_parent": true,
		"birth_parent": false, "child": false, "foster_carer": false, "partner": false,
	} {
		r, err := RelationshipOf(code)
		if err != nil || r.MayHoldResponsibility() != want {
			t.Errorf("%s: %v %v", code, r.MayHoldResponsibility(), err)
		}
	}
}

func TestConsent(t *testing.T) {
	for name, tt := range map[string]struct{ basis, reason, field string }{
		"given":                       {"given", "", ""},
		"dispensed with":              {"dispensed", "risk_to_child", ""},
		"given with a reason":         {"given", "risk_to_child", "consent_dispensed_reason"},
		"dispensed without a reason":  {"dispensed", "", "consent_dispensed_reason"},
		"dispensed, unknown reason":   {"dispensed", "because", "consent_dispensed_reason"},
		"nothing said":                {"", "", "consent_basis"},
		"a basis that does not exist": {"assumed", "", "consent_basis"},
	} {
		t.Run(name, func(t *testing.T) {
			err := Consent(tt.basis, tt.reason)
			if (err == nil) != (tt.field == "") || err != nil && err.Error()[:len(tt.field)] != tt.field {
				t.Error(err)
			}
		})
	}
}
