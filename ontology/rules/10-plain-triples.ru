# A claim whose modality is fact also stands as a plain triple, in the graph of its source.
# scope: row
INSERT { GRAPH ?graph { ?subject ?predicate ?object } }
WHERE {
  GRAPH ?graph {
    ?claim a gi:Claim ; gi:hasModality gic:fact ;
      rdf:subject ?subject ; rdf:predicate ?predicate ; rdf:object ?object .
  }
}
