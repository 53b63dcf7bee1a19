package earlyhelp

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/person/match"
	"throughline/internal/record"
	"throughline/internal/story"
)

const directory = record.DirectorySubject + ":support"

// Offers is the directory of support for families, by name; what has ended is left out.
func (r Room) Offers(ctx context.Context) (out []record.Of[record.SupportOffer], err error) {
	err = r.Desk.Read(ctx, func(t *db.Tx) error {
		s, err := story.Load(t, directory)
		out = slices.DeleteFunc(story.All[record.SupportOffer](s), func(o record.Of[record.SupportOffer]) bool { return !o.Body.Ended.IsZero() })
		return err
	})
	slices.SortStableFunc(out, func(a, b record.Of[record.SupportOffer]) int {
		return strings.Compare(match.Fold(a.Body.Name), match.Fold(b.Body.Name))
	})
	return out, err
}

// AddOffer puts support into the directory. Whoever may record on a case may.
func (r Room) AddOffer(ctx context.Context, actor access.Actor, o record.SupportOffer) (command.Receipt, error) {
	return r.Desk.Do(ctx, actor, "Add support to the directory", func(tx *command.Tx) ([]record.Change, error) {
		if err := access.Could(actor, access.Record, access.None).Err(); err != nil {
			return nil, err
		}
		if u, err := url.Parse(o.Page); o.Page != "" && (err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "") {
			return nil, errs.Field("page", "Enter the address of the page in full, such as https://www.example.org/club")
		}
		o.Checked, o.CheckedBy = tx.Today(), actor.ID
		return []record.Change{record.New(tx.NewID(), directory, o)}, nil
	})
}

// Checked says that somebody looked whether an entry is right, today; ended that the support is no longer there.
func (r Room) Checked(ctx context.Context, actor access.Actor, id string, ended bool) (command.Receipt, error) {
	return r.Desk.Do(ctx, actor, "Check an entry of the directory", func(tx *command.Tx) ([]record.Change, error) {
		if err := access.Could(actor, access.Record, access.None).Err(); err != nil {
			return nil, err
		}
		o, err := story.One[record.SupportOffer](tx.Tx, id)
		if err != nil || o.Subject != directory {
			return nil, missing()
		}
		o.Body.Checked, o.Body.CheckedBy = tx.Today(), actor.ID
		if ended {
			o.Body.Ended = tx.Today()
		}
		return []record.Change{record.Edit(o, o.Body)}, nil
	})
}
