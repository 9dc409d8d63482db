package main

import (
	"github.com/xeipuuwjyxo/geocodefeed/azuremaps"
	"github.com/xeipuuwjyxo/geocodefeed/azuremaps/run"
	"github.com/xeipuuwjyxo/geocodefeed/dataflow/batch"
)

// checkAnswers makes sure that the results are those of the service.
func (o *joinOptions) checkAnswers(given map[string]bool) error {
	if err := checkService(o.service); err != nil {
		return err
	}
	if o.service == azureService {
		if len(o.results) > 0 {
			return usagef("-results is for -service bing; name the kept answers with -answers")
		}
		if len(o.answers) == 0 {
			return usagef("join: name the kept answers with -answers FILE")
		}
		if _, err := azuremaps.NewMapper(o.azure.mapping(0)); err != nil {
			return usagef("%s", err)
		}
		return nil
	}
	for _, name := range append(azureNames, "answers") {
		if given[name] {
			return usagef("-%s is for -service azure; leave it out", name)
		}
	}
	return nil
}

// runKept joins answers of Azure Maps that were kept.
func (j *joining) runKept() error {
	top, err := azureTop(j.input.Format(), j.o.added.best || j.o.form.plain.AllResponses, j.text)
	if err != nil {
		return err
	}
	m, err := azuremaps.NewMapper(j.o.azure.mapping(top))
	if err != nil {
		return err
	}
	kept, err := run.OpenKept(m, j.results...)
	if err != nil {
		return err
	}
	defer kept.Close()
	columns, err := j.outputs.survey(func(o batch.Outputs) error {
		_, err := kept.Join(j.open, o)
		return err
	})
	if err != nil {
		return j.judged(err)
	}
	j.losses = kept.Tally
	return j.write(kept, columns)
}
