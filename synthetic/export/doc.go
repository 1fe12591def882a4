// Package export writes a population down: as FHIR, CSV or Parquet, as fast as people can be made and in constant memory.
//
//	Population ──▶ chunks of 32 indexes ──▶ workers, each with a scribe ──▶ in index order ──▶ Sink: a folder, or digests alone
//	                    └─ Shard 3/16: the third sixteenth of the chunks         └─ manifest.json, datasheet.md
//
// Equal recipes make equal bytes, whatever the number of workers. Chunks lie at multiples of 32 whoever asks for them, and a shard
// is a run of chunks, so that the files of shards 1/16 … 16/16 put one after the other are the files of an export in one
// go (all but Parquet, whose files cannot be joined so; as a data set of several files they hold the same rows). Shards are also how to resume: a run
// that was stopped leaves nothing behind under a final name, and the shards that were finished need not be made again.
//
// Formats:
//
//	ndjson   one file per resource type, a resource a line, in the layout of FHIR Bulk Data, with its output manifest
//	bundle   one file per person: a transaction Bundle that any FHIR server can be loaded with, nothing in it dangling
//	csv      one file per kind of entry, in the columns of the row types of this package
//	parquet  the same rows, compressed
//
// The people are made up: nobody's record went into them. datasheet.md says so beside each set of files, with where each figure
// came from.
//
// Sibling rooms: synthetic makes the people; fhir writes the resources; realism holds populations against published figures.
package export
