package registers

// What tests look at from outside.
var EntryHashTwo = entryHashTwo
