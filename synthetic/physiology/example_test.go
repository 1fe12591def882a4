package physiology_test

import (
	"fmt"
	"time"

	"sandpiper/synthetic/course"
	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/physiology"
)

// A woman of 72 becomes septic at nine in the morning. Antibiotics and fluids come at four in the afternoon.
func ExampleOpen() {
	begins := time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC)
	person := demography.Person{Index: 41, Sex: demography.Female, Born: begins.AddDate(-72, 0, 0)}
	truth := course.Truth{Body: course.Body{HeightCM: 162, WeightKG: 70, Systolic: 134, Diastolic: 76, HbA1c: 38, Smoking: "never"}}
	p, err := physiology.Open(1, &person, &truth, physiology.Plan{
		Course: "sepsis", Begins: begins, Severity: 1, ToPeak: 12 * time.Hour,
		Treatments: []physiology.Treatment{
			{Is: "antibiotics", At: begins.Add(7 * time.Hour)},
			{Is: "fluids", At: begins.Add(7 * time.Hour)},
			{Is: "oxygen", By: "nasal-2", At: begins.Add(7 * time.Hour)},
		}})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(" time   RR SpO2  O2  BP      P   T     ACVPU  NEWS2")
	for h := 0; h <= 24; h += 2 {
		at := begins.Add(time.Duration(h) * time.Hour)
		v := p.Resting(at)
		n := v.NEWS2(p.Scale())
		fmt.Printf("%s   %2.0f  %3.0f  %.0f   %3.0f/%-3.0f %3.0f  %4.1f  %s      %2d  %s\n", at.Format("15:04"), v.Respiration, v.Saturation,
			v.Oxygen.Flow, v.Systolic, v.Diastolic, v.Pulse, v.Temperature, v.Consciousness, n.Total, n.Response().Response)
	}
	// Output:
	// time   RR SpO2  O2  BP      P   T     ACVPU  NEWS2
	// 09:00   13   96  0   133/77   59  36.6  A       0  ward-based response
	// 11:00   17   97  0   138/76   75  38.0  A       0  ward-based response
	// 13:00   19   96  0   132/71   86  38.6  A       1  ward-based response
	// 15:00   22   95  0   120/74   95  38.9  A       5  key threshold for urgent response
	// 17:00   23   97  2   133/70   93  39.0  A       6  key threshold for urgent response
	// 19:00   21   97  2   132/67   89  38.5  A       5  key threshold for urgent response
	// 21:00   20   98  2   128/63   84  38.2  A       3  ward-based response
	// 23:00   19   98  2   121/69   75  37.9  A       2  ward-based response
	// 01:00   17   97  2   116/65   73  37.6  A       2  ward-based response
	// 03:00   16   97  2   109/63   67  37.3  A       3  ward-based response
	// 05:00   17   98  2   115/60   71  36.8  A       2  ward-based response
	// 07:00   17   99  2   123/69   72  36.7  A       2  ward-based response
	// 09:00   16   98  2   125/71   68  36.7  A       2  ward-based response
}

// The same person, with and without naloxone: twins that differ only in what was done.
func ExampleProcess_With() {
	begins := time.Date(2026, 4, 1, 20, 0, 0, 0, time.UTC)
	person := demography.Person{Index: 9, Sex: demography.Male, Born: begins.AddDate(-34, 0, 0)}
	truth := course.Truth{Body: course.Body{HeightCM: 178, WeightKG: 80, Systolic: 124, Diastolic: 74, HbA1c: 35, Smoking: "current"}}
	alone, err := physiology.Open(1, &person, &truth, physiology.Plan{Course: "opioid-toxicity", Begins: begins, Severity: 1, ToPeak: 45 * time.Minute})
	if err != nil {
		fmt.Println(err)
		return
	}
	helped, err := alone.With(physiology.Treatment{Is: "naloxone", At: begins.Add(30 * time.Minute)})
	if err != nil {
		fmt.Println(err)
		return
	}
	for m := 0; m <= 120; m += 15 {
		at := begins.Add(time.Duration(m) * time.Minute)
		a, b := alone.Resting(at), helped.Resting(at)
		fmt.Printf("%3d min  RR %2.0f %s %-8v   with naloxone  RR %2.0f %s %v\n", m, a.Respiration, a.Consciousness, a.State, b.Respiration, b.Consciousness, b.State)
	}
	// Output:
	//   0 min  RR 15 A living     with naloxone  RR 15 A living
	//  15 min  RR 12 C living     with naloxone  RR 12 C living
	//  30 min  RR  8 V living     with naloxone  RR  8 V living
	//  45 min  RR  8 P living     with naloxone  RR 16 A living
	//  60 min  RR  6 P living     with naloxone  RR 15 A living
	//  75 min  RR  4 U living     with naloxone  RR 14 A living
	//  90 min  RR  3 U living     with naloxone  RR  8 V living
	// 105 min  RR  0 U arrested   with naloxone  RR  7 P living
	// 120 min  RR  0 U dead       with naloxone  RR  4 U living
}
