: endless begin again ;
endless
