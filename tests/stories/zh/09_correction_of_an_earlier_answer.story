# 9 Correction of an earlier answer while something else is asked.
# rules: CMP-2
C> 星驰S7，23年5月提的，跑了三万二，上周五在绕城高速上空调突然不制冷
C> 不会
B> 您希望怎么处理？
C> 等等，公里数说错了，是两万三
B> 已把里程从约32000公里改为23000公里。接着刚才的问题：您希望怎么处理？
B> 1 维修
S> mileage_km == 23000 and earlier.mileage_km == ('约32000公里',)
S> state.expectation == 'empty' and step == 'expectation'
C> [press 维修]
S> expectation == 'repair' and step == 'evidence'
