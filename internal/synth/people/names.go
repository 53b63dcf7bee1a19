package people

// culture is where names go together, as families have them. Each pair of a given and a family name is nobody's.
type culture struct {
	language string // ISO 639 code of the language at home, "en" for most
	girls    []string
	boys     []string
	families []string
}

var (
	english = culture{"en",
		[]string{"Elsie", "Freya", "Poppy", "Martha", "Isla", "Ivy", "Nell", "Robyn", "Daisy", "Willow", "Maisie", "Hattie", "Edie", "Bonnie", "Tilly", "Orla", "Beth", "Jodie", "Kayleigh", "Megan", "Summer", "Ruby", "Lacey", "Skye"},
		[]string{"Alfie", "Noah", "Reuben", "Stanley", "Finley", "Jude", "Toby", "Ezra", "Archie", "Callum", "Declan", "Harvey", "Jayden", "Kian", "Leon", "Mason", "Nathan", "Owen", "Riley", "Tyler", "Vincent", "Wilf", "Zack", "Ashton"},
		[]string{"Ashdown", "Bramley", "Coverdale", "Dunnock", "Fenwright", "Garside-Lowe", "Hartnell", "Inskip", "Larkham", "Merriweather", "Nethercott", "Oldacre", "Pickersgill", "Quarrell", "Rushbrook", "Sallowfield", "Thackwray", "Underhay", "Wetherill", "Yarnold", "Bickerdike", "Cheverton", "Dimmock", "Everdell"}}
	irish = culture{"en",
		[]string{"Aoife", "Ciara", "Niamh", "Saoirse", "Sinéad", "Gráinne"},
		[]string{"Cormac", "Fionn", "Oisín", "Ronan", "Tadhg", "Cathal"},
		[]string{"Mac Aodhagáin", "O’Dufferin", "McAlonan", "Corrigan-Shaw", "Tierney-Moss", "O’Rahill"}}
	westAfrican = culture{"en",
		[]string{"Adaeze", "Ngozi", "Abena", "Efua", "Folake", "Ifeoma", "Temilade", "Akosua", "Adjoa", "Yewande", "Chiamaka", "Esi", "Morayo", "Aminata"},
		[]string{"Chidi", "Kwame", "Tunde", "Emeka", "Kofi", "Oluwaseun", "Kwabena", "Ikenna", "Babatunde", "Yaw", "Obinna", "Femi", "Ebo", "Segun"},
		[]string{"Okafor-Bright", "Adomako", "Balogunde", "Mensah-Tay", "Nwosu", "Asantewa", "Ezeani", "Fagbemi", "Okonjoku", "Quartey", "Adeyinka", "Boatengwa", "Olatunde", "Tettehson"}}
	eastAfrican = culture{"so",
		[]string{"Hodan", "Ifrah", "Sagal", "Wanjiru", "Selam", "Hibo", "Fadumo", "Rahel"},
		[]string{"Abdirahman", "Liban", "Guled", "Kamau", "Yonas", "Bilan", "Farhan", "Dawit"},
		[]string{"Warsame", "Farah-Nur", "Jamale", "Kamauri", "Tesfamar", "Gedi", "Abdullahi-Roble", "Mebratu"}}
	caribbean = culture{"en",
		[]string{"Shanelle", "Amara", "Kezia", "Renée", "Latoya", "Tianna", "Jada", "Monique", "Kayla", "Simone"},
		[]string{"Tyrell", "Malachi", "Jahmal", "Kieron", "Dwayne", "Marlon", "Reon", "Jerome", "Andre", "Omari"},
		[]string{"Beresford", "Campbell-Rowe", "Dacosta", "Francique", "Gayle-Morris", "Lindo", "McKenzie-Bell", "Pinnock", "Sealy", "Winterford"}}
	turkish = culture{"tr",
		[]string{"Elif", "Zeynep", "Defne", "Ayşe", "Nehir", "Melis", "Dilan", "Berfin"},
		[]string{"Emre", "Yusuf", "Kerem", "Ömer", "Baran", "Deniz", "Can", "Serhat"},
		[]string{"Aydın", "Çelikkol", "Demirci", "Yıldızlar", "Karataş", "Özgürel", "Şahinoğlu", "Bozkır"}}
	polish = culture{"pl",
		[]string{"Zofia", "Hanna", "Łucja", "Maja", "Oliwia", "Kinga"},
		[]string{"Jakub", "Michał", "Antoni", "Szymon", "Igor", "Filip"},
		[]string{"Kowalczyk", "Wiśniewska-Ford", "Zającowicz", "Brzezik", "Górnicki", "Pawłosz"}}
	orthodox = culture{"yi",
		[]string{"Chaya", "Rivka", "Shaindy", "Malka"},
		[]string{"Mendel", "Shmuel", "Yosef", "Dovid"},
		[]string{"Feldstein", "Perlmutter", "Grunbaum", "Weissberg"}}
	roma = culture{"ro",
		[]string{"Florica", "Ionela", "Mirela", "Narcisa"},
		[]string{"Costel", "Ionuț", "Marius", "Sorin"},
		[]string{"Lăcătușu", "Căldăraru", "Rostaș", "Ursaru"}}
	traveller = culture{"en",
		[]string{"Mary-Kate", "Bridie", "Chantelle", "Kathleen"},
		[]string{"Miley", "Paddy", "Jimmy-Joe", "Felix"},
		[]string{"McDonnough", "Wardell", "Cashel", "Doranty"}}
	bangladeshi = culture{"bn",
		[]string{"Nusrat", "Tahmina", "Farzana", "Sumaiya", "Rumana", "Jannat"},
		[]string{"Rahim", "Tanvir", "Imran", "Shahin", "Nayeem", "Zubair"},
		[]string{"Begumzada", "Chowdhury", "Miah-Noor", "Uddinpur", "Khatun", "Talukdar"}}
	pakistani = culture{"ur",
		[]string{"Ayesha", "Hafsa", "Zara", "Mahnoor", "Iqra", "Sana"},
		[]string{"Bilal", "Hamza", "Muhammad", "Usman", "Zain", "Daniyal"},
		[]string{"Qureshi", "Siddiqi-Hale", "Mahmoodi", "Rizvan", "Chaudhryn", "Bhattani"}}
	indian = culture{"gu",
		[]string{"Anaya", "Diya", "Kavya", "Meera", "Priyanka", "Simran"},
		[]string{"Arjun", "Dev", "Harjit", "Krish", "Rohan", "Veer"},
		[]string{"Patelwala", "Desaik", "Gilloch", "Sharmane", "Trivedia", "Kohliwal"}}
	tamil = culture{"ta",
		[]string{"Abirami", "Kavitha", "Tharshini", "Nila"},
		[]string{"Aravindan", "Kugan", "Niroshan", "Pradeep"},
		[]string{"Sivanesan", "Thiruchelvam", "Rajakumar", "Balendra"}}
	chinese = culture{"cmn",
		[]string{"Mei", "Xinyi", "Yuhan", "Siqi"},
		[]string{"Haoran", "Junjie", "Zihan", "Weilin"},
		[]string{"Zhaolin", "Linfeng", "Ouyang-Reed", "Guoxin"}}
	arab = culture{"ar",
		[]string{"Layla", "Noor", "Rania", "Salma", "Yasmin", "Huda"},
		[]string{"Adam", "Karim", "Omar", "Tariq", "Yassin", "Ziad"},
		[]string{"Al-Rashidi", "Haddadin", "Khalifeh", "Mansouri", "Nasserali", "Sayegh"}}
	afghan = culture{"fa",
		[]string{"Parwana", "Shukria", "Zahra", "Marwa"},
		[]string{"Ahmadzia", "Farid", "Naweed", "Samiullah", "Javid", "Esmat"},
		[]string{"Popalzay", "Noorzad", "Rahimkhel", "Sharifullah", "Wardakzai", "Ghafoor"}}
	vietnamese = culture{"vi",
		[]string{"Linh", "Thuy", "Mai", "Trang"},
		[]string{"Minh", "Quang", "Duc", "Tuan"},
		[]string{"Phamdinh", "Truongvan", "Dangthi", "Luongson"}}
	latin = culture{"es",
		[]string{"Camila", "Valentina", "Luciana", "Xiomara"},
		[]string{"Mateo", "Thiago", "Andrés", "Joaquín"},
		[]string{"Quispenza", "Ocamporro", "Villamizar", "Zambranoa"}}
	kurdish = culture{"ku",
		[]string{"Rojin", "Berivan", "Şilan", "Zilan"},
		[]string{"Azad", "Dilşad", "Rebin", "Hiwa"},
		[]string{"Barzanji", "Kurdoğlu", "Azizkan", "Salehzade"}}
)

// cultures says whose names a child of an ethnicity (code set ethnicity) has.
var cultures = map[string][]culture{
	"WBRI": {english, english, english, english, english, irish}, "WIRI": {irish}, "WOTH": {turkish, polish, orthodox, orthodox, polish, turkish, latin},
	"WIRT": {traveller}, "WROM": {roma},
	"MWBC": {english, caribbean}, "MWBA": {english, westAfrican}, "MWAS": {english, indian}, "MOTH": {english, arab, latin, caribbean},
	"AIND": {indian}, "APKN": {pakistani}, "ABAN": {bangladeshi}, "AOTH": {tamil, afghan, vietnamese},
	"BCRB": {caribbean}, "BAFR": {westAfrican, westAfrican, eastAfrican}, "BOTH": {caribbean, westAfrican, english},
	"CHNE": {chinese}, "OOTH": {arab, turkish, kurdish, latin, afghan},
}

// arrivals says whose names young people have who come to the country alone.
var arrivals = []culture{afghan, kurdish, eastAfrican, vietnamese, arab}

var streets = []string{
	"Tannery Walk", "Marsh Rise", "Cooper's Yard", "Lamplighter Road", "Reedbed Close", "Foundry Lane", "Sallow Street", "Quay Gardens", "Osier Way",
	"Barge House Road", "Ropewalk Terrace", "Millrace Court", "Heron Street", "Gasworks Lane", "Alder Grove", "Wharf Buildings", "Lock Keeper's Row",
	"Chandler Street", "Eelmarket Place", "Sedge Avenue", "Towpath Mews", "Bittern House", "Weir Road", "Fullers Passage",
}
