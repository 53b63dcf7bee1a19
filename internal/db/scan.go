package db

import (
	"database/sql"
	"fmt"
	"reflect"
)

// assign puts a value of SQLite into the place that dest points to, by the rules of database/sql. The pairs that queries have most are first.
func assign(dest, value any) error {
	switch d := dest.(type) {
	case *string:
		switch v := value.(type) {
		case string:
			*d = v
			return nil
		case []byte:
			*d = string(v)
			return nil
		}
	case *[]byte:
		switch v := value.(type) {
		case []byte: // the driver made it for us
			*d = v
			return nil
		case string:
			*d = []byte(v)
			return nil
		}
	case *int64:
		if v, ok := value.(int64); ok {
			*d = v
			return nil
		}
	case *int:
		if v, ok := value.(int64); ok && int64(int(v)) == v {
			*d = int(v)
			return nil
		}
	case *bool:
		if v, ok := value.(int64); ok && (v == 0 || v == 1) {
			*d = v == 1
			return nil
		}
	case *any:
		*d = value
		return nil
	case sql.Scanner:
		return d.Scan(value)
	}
	p := reflect.ValueOf(dest)
	if p.Kind() != reflect.Pointer || p.IsNil() {
		return fmt.Errorf("%T is no place for a value", dest)
	}
	return assignKind(p.Elem(), value)
}

// assignKind goes by what kind of value fits: for types that a package made of string, int and so on, and for values that must be converted.
func assignKind(to reflect.Value, value any) error {
	switch {
	case to.Kind() == reflect.Pointer && value == nil:
		to.SetZero()
		return nil
	case to.Kind() == reflect.Pointer:
		to.Set(reflect.New(to.Type().Elem()))
		return assign(to.Interface(), value)
	case to.Kind() == reflect.Slice && to.Type().Elem().Kind() == reflect.Uint8:
		v, err := converted[[]byte](value)
		to.SetBytes(v)
		return err
	case value == nil:
		return fmt.Errorf("null is no %s", to.Type())
	}
	switch to.Kind() {
	case reflect.String:
		v, err := converted[string](value)
		to.SetString(v)
		return err
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		v, err := converted[int64](value)
		if err == nil && to.OverflowInt(v) {
			return fmt.Errorf("%d is too large for %s", v, to.Type())
		}
		to.SetInt(v)
		return err
	case reflect.Float32, reflect.Float64:
		v, err := converted[float64](value)
		to.SetFloat(v)
		return err
	case reflect.Bool:
		v, err := converted[bool](value)
		to.SetBool(v)
		return err
	}
	return fmt.Errorf("%s is no place for a value of type %T", to.Type(), value)
}

// converted is value as database/sql converts it.
func converted[T any](value any) (T, error) {
	var n sql.Null[T]
	err := n.Scan(value)
	return n.V, err
}
