module github.com/xeipuuwjyxo/geocodefeed

go 1.26
