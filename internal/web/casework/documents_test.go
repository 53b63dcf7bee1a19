package casework_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"throughline/internal/db"
	"throughline/internal/house"
	"throughline/internal/record"
	"throughline/internal/story"
	"throughline/internal/web/people"
	"throughline/internal/web/webtest"
)

// upload sends a form with a file as a worker and gives what came.
func upload(t *testing.T, s *webtest.Site, worker, path string, fields []string, name string, content []byte) *httptest.ResponseRecorder {
	t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for i := 0; i+1 < len(fields); i += 2 {
		if err := form.WriteField(fields[i], fields[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	w, err := form.CreateFormFile("file", name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := form.Close(); err != nil {
		t.Fatal(err)
	}
	req := httptest.NewRequestWithContext(t.Context(), http.MethodPost, path, &body)
	req.Header.Set("Content-Type", form.FormDataContentType())
	req.AddCookie(&http.Cookie{Name: "session", Value: s.SignIn(worker)})
	rec := httptest.NewRecorder()
	s.Handler.ServeHTTP(rec, req)
	return rec
}

// Acceptance scenario 24: a document with type, date, hash, scan and mark; found by what it says inside; restricted ones are as if they did not exist; its bytes are
// in backup, verify and disposal.
func TestDocumentFromUploadToDisposal(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	child, _, _ := zoe(s)
	base := people.Path(child)
	c := s.Client(t, webtest.Worker)
	c.Get(base+"/documents/new").Sound().Want(200, "marked as not scanned")
	fields := append(aDay("date", "2026-02-20"), "type", "agency_report", "title", "School report", "from", "Oakfield School")
	content := []byte(strings.Repeat("She reads to the younger ones. ", 10_000) + "The word is quicksilver.")

	if rec := upload(t, s, webtest.Worker, base+"/documents/new", fields, "a.exe", []byte("MZ")); rec.Code != 422 || !strings.Contains(rec.Body.String(), "School report") {
		t.Errorf("a program: %d, and what was typed before is gone", rec.Code)
	}
	if rec := upload(t, s, webtest.Worker, base+"/documents/new", fields[:6], "a.txt", content); rec.Code != 422 {
		t.Errorf("without a type: %d", rec.Code)
	}
	if rec := upload(t, s, webtest.Outsider, base+"/documents/new", fields, "a.txt", content); rec.Code != 403 {
		t.Errorf("by a stranger: %d", rec.Code)
	}
	if rec := upload(t, s, webtest.Worker, base+"/documents/new", fields, "report.txt", content); rec.Code != 303 {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	c.Get(base+"/documents").Sound().Want(200, "School report", "from Oakfield School", "Not scanned for viruses")
	c.Post(base+"/documents", "words", "QuickSilver").Want(200, "1 of 1", "quicksilver")
	c.Post(base+"/documents", "words", "mercury").Want(200, "Nothing was found")
	d := story.All[record.Document](storyOf(s, child))[0]
	path := base + "/documents/" + d.ID
	c.Get(path).Sound().Want(200, d.Body.SHA256, "was not scanned for viruses", "She reads to the younger ones.")
	file := c.Get(path + "/file")
	if file.Body != string(content) || !strings.HasPrefix(file.Header.Get("Content-Disposition"), "attachment") || file.Header.Get("Content-Type") != "text/plain" {
		t.Errorf("%d bytes of %d, %v", len(file.Body), len(content), file.Header)
	}

	// Restricted: the team does not know of it, nor does its word lead to it.
	secret := append(aDay("date", "2026-02-21"), "type", "police", "title", "Police disclosure", "restricted", "yes")
	if rec := upload(t, s, webtest.Worker, base+"/documents/new", secret, "police.txt", []byte("The word is hydrargyrum.")); rec.Code != 303 {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	hidden := story.All[record.Document](storyOf(s, child))[1]
	c.Get(base+"/documents").Want(200, "Police disclosure", "Restricted")
	colleague := s.Client(t, webtest.Colleague)
	for _, page := range []string{"/documents", "/chronology", "", "/records"} {
		colleague.Get(base+page).Want(200).Not("Police disclosure", "The word is hydrargyrum")
	}
	colleague.Post(base+"/documents", "words", "hydrargyrum").Want(200, "Nothing was found").Not("Police disclosure")
	for _, page := range []string{"", "/file"} {
		colleague.Get(base + "/documents/" + hidden.ID + page).Want(404)
	}
	colleague.Get(base + "/records/" + hidden.ID).Want(404)
	if rec := upload(t, s, webtest.Colleague, base+"/documents/new", secret, "x.txt", []byte("x")); rec.Code == 303 && story.All[record.Document](storyOf(s, child))[2].Body.Restricted {
		t.Error("somebody who may not read restricted sources records one")
	}

	// Taken out with a reason, and put back.
	c.Post(path, "removed", "Another child’s").Sound().Want(200, "The document is changed").Not(">School report<")
	c.Send(base+"/casework/undo", c.Get(base+"/documents").Form(base+"/casework/undo")).Want(200, "That was undone")
	c.Get(base+"/documents").Want(200, "School report")

	verify := func(h *house.House) string {
		t.Helper()
		rep, err := h.Keeper.Verify(t.Context(), nil, nil)
		webtest.Need(t, err)
		var out []string
		for _, f := range rep.Faults {
			out = append(out, f.String())
		}
		return strings.Join(out, "\n")
	}
	exec := func(q string, args ...any) {
		t.Helper()
		webtest.Need(t, s.House.DB.Write(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(q, args...)
			return err
		}))
	}
	if faults := verify(s.House); faults != "" {
		t.Fatalf("untouched: %s", faults)
	}
	backup := filepath.Join(t.TempDir(), "backup")
	m, err := s.House.Keeper.Backup(t.Context(), s.House.Signer, backup, s.Clock.Now(), nil)
	webtest.Need(t, err)
	if m.Rows["document_part.ndjson"] < 3 {
		t.Errorf("the backup has %v", m.Rows)
	}
	again := s.House.Config
	again.DB = filepath.Join(t.TempDir(), "restored.db")
	restored, err := house.Open(t.Context(), again)
	webtest.Need(t, err)
	defer func() { webtest.Need(t, restored.Close()) }()
	_, err = restored.Keeper.Restore(t.Context(), restored.Signer, backup, nil)
	webtest.Need(t, err)
	var got bytes.Buffer
	webtest.Need(t, restored.Casework.WriteDocument(t.Context(), d, func() {}, &got))
	if !bytes.Equal(got.Bytes(), content) {
		t.Error("the restored document is not what was sent")
	}

	// A part that was moved, cut or thrown away is named by verify, and is not given out as the document.
	exec("update document_part set n = 9 where document = $1 and n = 1", d.ID)
	if faults := verify(s.House); !strings.Contains(faults, d.ID) || !strings.Contains(faults, "missing") || !strings.Contains(faults, "no document") {
		t.Errorf("a part that was moved: %s", faults)
	}
	{
		rec := httptest.NewRecorder()
		req := httptest.NewRequestWithContext(t.Context(), http.MethodGet, path+"/file", nil)
		req.AddCookie(&http.Cookie{Name: "session", Value: s.SignIn(webtest.Worker)})
		s.Handler.ServeHTTP(rec, req)
		if rec.Body.Len() >= len(content) {
			t.Error("a document with a missing part is given out whole")
		}
	}
	exec("update document_part set n = 1 where document = $1 and n = 9", d.ID)
	if faults := verify(s.House); faults != "" {
		t.Fatalf("put right: %s", faults)
	}

	// Disposal takes bytes and texts along.
	s.Clock.Advance(time.Hour)
	_, err = s.House.Keeper.Dispose(t.Context(), s.House.Desk, s.Actor(webtest.Admin), child, "R1", webtest.SecondAdmin)
	webtest.Need(t, err)
	webtest.Need(t, s.House.DB.Read(t.Context(), func(tx *db.Tx) error {
		parts, err := db.Column[string](tx, "select document from document_part")
		if err != nil || len(parts) > 0 {
			t.Errorf("left: %v %v", parts, err)
		}
		texts, err := db.Column[string](tx, "select subject from record where kind = 'note_text'")
		if len(texts) > 0 {
			t.Errorf("texts left: %v", texts)
		}
		return err
	}))
	if faults := verify(s.House); faults != "" {
		t.Errorf("after the disposal: %s", faults)
	}
}
