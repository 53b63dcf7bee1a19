package demo

import (
	"fmt"

	"throughline/internal/day"
	"throughline/internal/record"
)

// Names from many cultures. Given and family names are drawn from one group, as families have them; the pairs are nobody's.
var groups = []struct {
	ethnicity []string
	language  string
	girls     []string
	boys      []string
	families  []string
	weight    int
}{
	{[]string{"WBRI", "WBRI", "WOTH"}, "en", []string{"Elsie", "Freya", "Poppy", "Martha", "Isla", "Ivy", "Nell", "Robyn"}, []string{"Alfie", "Noah", "Reuben", "Stanley", "Finley", "Jude", "Toby", "Ezra"}, []string{"Ashdown", "Bramley", "Coverdale", "Dunnock", "Fenwright", "Garside-Lowe", "Hartnell", "Inskip", "Larkham", "Merriweather"}, 9},
	{[]string{"BAFR"}, "en", []string{"Adaeze", "Ngozi", "Abena", "Efua", "Wanjiru", "Folake"}, []string{"Chidi", "Kwame", "Tunde", "Emeka", "Kofi", "Oluwaseun"}, []string{"Okafor-Bright", "Adomako", "Balogun", "Mensah", "Nwosu", "Kamau"}, 5},
	{[]string{"BCRB", "MWBC"}, "en", []string{"Shanelle", "Amara", "Kezia", "Renée"}, []string{"Tyrell", "Malachi", "Jahmal", "Kieron"}, []string{"Beresford", "Campbell-Rowe", "Dacosta", "Francique"}, 4},
	{[]string{"WOTH", "OOTH"}, "tr", []string{"Elif", "Zeynep", "Defne", "Ayşe"}, []string{"Emre", "Yusuf", "Kerem", "Ömer"}, []string{"Aydın", "Çelik", "Demirci", "Yıldız"}, 3},
	{[]string{"ABAN"}, "bn", []string{"Nusrat", "Tahmina", "Farzana"}, []string{"Rahim", "Tanvir", "Imran"}, []string{"Begum", "Chowdhury", "Miah", "Uddin"}, 3},
	{[]string{"APKN"}, "ur", []string{"Ayesha", "Hafsa", "Zara"}, []string{"Bilal", "Hamza", "Muhammad"}, []string{"Qureshi", "Siddiqui", "Mahmood"}, 2},
	{[]string{"WOTH"}, "pl", []string{"Zofia", "Hanna", "Łucja"}, []string{"Jakub", "Michał", "Antoni"}, []string{"Kowalczyk", "Wiśniewska-Ford", "Zając"}, 2},
	{[]string{"BAFR"}, "so", []string{"Hodan", "Ifrah", "Sagal"}, []string{"Abdirahman", "Liban", "Guled"}, []string{"Warsame", "Farah", "Jama"}, 2},
	{[]string{"CHNE"}, "cmn", []string{"Mei", "Xinyi"}, []string{"Haoran", "Junjie"}, []string{"Zhao", "Lin"}, 1},
	{[]string{"WOTH"}, "yi", []string{"Chaya", "Rivka"}, []string{"Mendel", "Shmuel"}, []string{"Feldstein", "Perlmutter"}, 2},
}

var streets = []string{"Tannery Walk", "Marsh Rise", "Cooper's Yard", "Lamplighter Road", "Reedbed Close", "Foundry Lane", "Sallow Street", "Quay Gardens"}

// family is one referral's children and parents.
type family struct {
	children       []record.ContactChild
	mother, father record.ContactAdult
	address        []string
	postcode       string
}

func pick[T any](m *maker, from []T) T { return from[m.rnd.IntN(len(from))] }

// family invents a family of one to three children on a day.
func (m *maker) family(on day.Day) family {
	total := 0
	for _, g := range groups {
		total += g.weight
	}
	n := m.rnd.IntN(total)
	g := groups[0]
	for _, g = range groups {
		if n -= g.weight; n < 0 {
			break
		}
	}
	name := pick(m, g.families)
	f := family{
		address:  []string{fmt.Sprintf("%d %s", 1+m.rnd.IntN(120), pick(m, streets)), "Marshwick"},
		postcode: fmt.Sprintf("N8%d %d%c%c", 1+m.rnd.IntN(9), 1+m.rnd.IntN(9), "ABDEFGHJ"[m.rnd.IntN(8)], "LNPQRSTU"[m.rnd.IntN(8)]),
		mother:   record.ContactAdult{Known: "yes", Given: pick(m, g.girls), Family: name, Birth: on.AddMonths(-12*(24+m.rnd.IntN(18)) - m.rnd.IntN(12))},
	}
	switch m.rnd.IntN(4) {
	case 0:
		f.father = record.ContactAdult{Known: "not_known"}
	case 1:
		f.father = record.ContactAdult{Known: "not_asked", Why: "The mother asked us not to speak about him today"}
	default:
		f.father = record.ContactAdult{Known: "yes", Given: pick(m, g.boys), Family: name, Birth: on.AddMonths(-12*(25+m.rnd.IntN(20)) - m.rnd.IntN(12))}
	}
	count := 1
	if k := m.rnd.IntN(10); k > 8 {
		count = 3
	} else if k > 4 {
		count = 2
	}
	age := 12 * (1 + m.rnd.IntN(13))
	for range count {
		c := record.ContactChild{Family: name, Ethnicity: pick(m, g.ethnicity), Language: g.language, Birth: on.AddMonths(-age - m.rnd.IntN(11)).Add(-m.rnd.IntN(28))}
		for try := 0; ; try++ {
			if c.Sex, c.Given = "F", pick(m, g.girls); m.rnd.IntN(2) == 0 {
				c.Sex, c.Given = "M", pick(m, g.boys)
			}
			if key := c.Given + c.Family; !m.seen[key] || try > 30 {
				m.seen[key] = true
				break
			}
		}
		if m.rnd.IntN(3) > 0 {
			c.View = pick(m, views)
		}
		f.children = append(f.children, c)
		age += 16 + m.rnd.IntN(24)
		if age > 12*17 {
			break
		}
	}
	return f
}

var views = []string{
	"I want it to stop being so loud at night.", "I like it when Grandma comes.", "I worry about Mum when I am at school.", "I would like to see my dad more.",
	"I do not know that anybody has written this.", "I want to stay with my brother.",
}

var concerns = []string{
	"%s has come to school tired and hungry on most days since half term and told a teaching assistant that there was no breakfast. The family's home has had no hot water for two weeks.",
	"%s told the class teacher that there was shouting and that something was thrown on Sunday evening. A neighbour called the police. The children were upstairs and heard it.",
	"%s has missed eleven days this term. When we telephone nobody answers, and an older child said that their mother stays in bed and cries. We have offered early help and it was not taken up.",
	"%s had a mark on the arm on Monday and gave two different accounts of how it came about. The mother said it was a fall in the park. We have not seen this before.",
	"%s is being collected by adults whom we do not know. Another child said that they sleep at different houses. We are not sure who is caring for them in the evenings.",
}
