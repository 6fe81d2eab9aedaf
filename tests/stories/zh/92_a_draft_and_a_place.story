# 92 删除 to the question what shall become of a draft is that draft's; a place is no car; the same again is said so.
# rules: CMP-2
C> 空调有点响
C> 不会
C> 昨天
C> 不对，是昨天
B> 时间已经是3月11日（周二）了
S> step == 'where' and earlier.when == ()
C> 在家
C> 小区楼下
B> 已改为小区楼下
S> where == '小区楼下' and state.model == 'empty' and step == 'model'
C> 没有车牌
B> 车牌先不填
S> state.plate == 'declined' and state.model == 'empty'
C> 晚点说
C> 空调更响了
B> 接着填，还是重新开始
C> 接着填
B> 空调有点响；空调更响了
S> phenomenon == '空调有点响；空调更响了'
C> 取消
B> 草稿怎么处理
C> 删除
B> 已删除草稿和照片
S> not draft and conversation == 'idle' and cases == 0
