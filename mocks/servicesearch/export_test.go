package servicesearch

// Check reads a search and says what is wrong with it, without an index to search in.
func Check(filter, text, queryType, order, fields string) error {
	_, err := parts{Filter: filter, Search: text, QueryType: queryType, OrderBy: order, Select: fields}.check()
	return err
}
