// Package services walks through the three services beside social work in a browser: young carers, the clinical service, domestic abuse.
//
// It has tests only.
package services
