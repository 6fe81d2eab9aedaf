# 17 Offered after two failures, each worded differently.
# rules: CMP-2
C> 空调不制冷
C> 不会
C> 跳过
C> 跳过
C> 跳过
S> step == 'mileage_km'
C> 嗯嗯那个
B> 没看懂，可以换个说法，比如“三万公里”
B! 还是
S> state.mileage_km == 'empty' and misses == 1
C> 就那个呀
B> 还是没看懂
B> 1 跳过这题 2 转人工 3 看例子
C> [press 看例子]
B> 比如“三万公里”
S> step == 'mileage_km' and options == ()
C> 3
S> state.mileage_km == 'empty' or mileage_km != 3
C> 哦
B> 1 跳过这题
C> 1
B> 先不填里程
S> state.mileage_km == 'declined' and step == 'purchase'
C> 嗯嗯那个
C> 就那个呀
C> [press 转人工]
B> 11:00前会在这里回复您
S> held and enquiries == 1
